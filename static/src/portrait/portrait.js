import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useNewForecasts, usePublishedRuns } from "../run/use_published_runs";
import { CategoryBars } from "./category_bars";
import { CategoryGaps } from "./category_gaps";
import { DepartmentGaps } from "./department_gaps";
import { DueNext } from "./due_next";
import { DueProducts } from "./due_products";
import { ForecastFigures } from "./forecast_figures";
import { InstalledDevices } from "./installed_devices";
import { ProductOffers } from "./product_offers";
import { PurchaseTimeline } from "./purchase_timeline";
import { ReasonList } from "./reason_list";
import { ScoreRadar } from "./score_radar";
import { TierHistory } from "./tier_history";
import { WarningList } from "./warning_list";
import { YearOverYear } from "./year_over_year";

import { Component, markRaw, onWillUpdateProps, useState } from "@odoo/owl";

const MODEL = "customer.profile";

/**
 * The portrait of one customer: asks the server once, and hands the parts to their pictures.
 *
 * `stamp` is anything that changes when the profile did; `onPublished` is called when a run was
 * published.
 */
export class Portrait extends Component {
    static template = "customer_tier.Portrait";
    static components = {
        CategoryBars,
        CategoryGaps,
        DepartmentGaps,
        DueNext,
        DueProducts,
        ForecastFigures,
        InstalledDevices,
        ProductOffers,
        PurchaseTimeline,
        ReasonList,
        ScoreRadar,
        TierHistory,
        WarningList,
        YearOverYear,
    };
    static props = {
        profileId: Number,
        departmentId: { type: [Number, Boolean], optional: true },
        stamp: { type: String, optional: true },
        onPublished: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ portrait: null });
        this.departmentId = this.props.departmentId || false;
        this.load(this.props.profileId);
        onWillUpdateProps((next) => {
            if (next.profileId !== this.props.profileId) {
                this.departmentId = next.departmentId || false;
                this.state.portrait = null;
                this.load(next.profileId);
            } else if (next.stamp !== this.props.stamp) {
                this.load(next.profileId);
            }
        });
        usePublishedRuns(() => {
            this.props.onPublished?.();
            this.load(this.props.profileId);
        });
        useNewForecasts(() => this.load(this.props.profileId));
    }

    /** Not waited for: the form is there before its pictures are. */
    async load(profileId) {
        const portrait = await this.keepLast.add(
            this.orm.call(MODEL, "get_portrait", [[profileId], this.departmentId]),
        );
        this.state.portrait = markRaw(portrait);
    }

    get currencyId() {
        return this.state.portrait.company.currency_id;
    }

    /** Forecast and warnings share a row; the only one of them has it for itself. */
    get forecastWidth() {
        const { forecast, warnings } = this.state.portrait;
        return forecast && warnings?.length ? "col-lg-6" : "";
    }

    get productsWidth() {
        const { due_products, devices } = this.state.portrait;
        return due_products?.total && devices?.total ? "col-lg-6" : "";
    }

    chooseDepartment(departmentId) {
        this.departmentId = departmentId;
        return this.load(this.props.profileId);
    }

    async open(method, ...args) {
        const action = await this.orm.call(MODEL, method, [[this.props.profileId], ...args]);
        return this.action.doAction(action);
    }

    async dismissProduct(productId) {
        const { partner, company } = this.state.portrait;
        const args = [partner.id, company.id, productId];
        await this.orm.call("res.partner", "action_dismiss_product", args);
        return this.load(this.props.profileId);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openDocument(id) {
        return this.openRecord(this.state.portrait.purchases.model, id);
    }
}
