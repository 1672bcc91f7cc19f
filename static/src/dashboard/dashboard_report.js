import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate, serializeDate } from "@web/core/l10n/dates";
import { download, downloadFile } from "@web/core/network/download";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { amount, customers } from "../chart/amounts";
import { FigurePlaceholder } from "../chart/figure_placeholder";
import { imageOf } from "../chart/image";
import { useNewForecasts, usePublishedRuns } from "../run/use_published_runs";
import { AttentionList } from "./attention_list";
import { DashboardChoice } from "./dashboard_choice";
import { contextOf, DashboardData } from "./dashboard_data";
import { FrequencyScatter } from "./frequency_scatter";
import { HeatMap } from "./heat_map";
import { MovementFlow } from "./movement_flow";
import { OutlookTiles } from "./outlook_tiles";
import { ParetoCurve } from "./pareto_curve";
import { SegmentMonths } from "./segment_months";
import { TierTiles } from "./tier_tiles";

import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";

/** The figures of the chosen company, day and customers, with what chooses them. */
export class DashboardReport extends Component {
    static template = "customer_tier.DashboardReport";
    static components = {
        AttentionList,
        DashboardChoice,
        FigurePlaceholder,
        FrequencyScatter,
        HeatMap,
        Layout,
        MovementFlow,
        OutlookTiles,
        ParetoCurve,
        SearchBar,
        SegmentMonths,
        TierTiles,
    };
    static props = {
        choice: Object,
        domain: Array,
        className: { type: String, optional: true },
        // where the screen was scrolled to when it was left
        state: { type: Object, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.searchBarToggler = useSearchBarToggler();
        this.root = useRef("root");
        this.figures = useRef("figures");
        useSetupAction({ rootRef: this.root });
        this.display = { controlPanel: {} };
        this.choice = useState(this.props.choice);
        this.data = useState(new DashboardData(useService("orm")));
        this.domain = this.props.domain;
        // Nobody waits for the numbers: the screen is there at once, with a place for each figure,
        // and an answer that a later choice makes stale never comes.
        onWillStart(() => {
            this.load();
            // needed as soon as the first numbers are there
            loadBundle("web.chartjs_lib");
        });
        onWillUpdateProps((next) => {
            this.domain = next.domain;
            this.load();
        });
        usePublishedRuns(() => this.load());
        useNewForecasts(() => this.data.loadOutlook());
    }

    load() {
        return this.data.load({ ...this.choice, domain: this.domain });
    }

    get tools() {
        return [
            {
                name: "image",
                icon: "fa-download",
                label: _t("Save as image"),
                run: () => this.saveImage(),
            },
            {
                name: "spreadsheet",
                icon: "fa-file-excel-o",
                label: _t("Spreadsheet"),
                run: () => this.saveSpreadsheet(),
            },
            {
                name: "print",
                icon: "fa-print",
                label: _t("Print"),
                run: () => this.print(),
            },
            {
                name: "movement",
                icon: "fa-exchange",
                label: _t("Movement report"),
                run: () => this.openMovementReport(),
            },
        ];
    }

    get overview() {
        return this.data.overview;
    }

    get currencyId() {
        return this.overview.company.currency_id;
    }

    get isEmpty() {
        return this.overview && !this.overview.customers;
    }

    /** Segments keep their color in all figures. */
    get places() {
        return new Map(this.overview.segments.map(({ id }, place) => [id, place]));
    }

    get fromDay() {
        return formatDate(deserializeDate(this.overview.from_day));
    }

    get toDay() {
        return this.choice.to || this.today;
    }

    get today() {
        return deserializeDate(this.overview.today);
    }

    /** What all the figures are of. */
    get summary() {
        const { company, customers: count, revenue } = this.overview;
        return [company.name, customers(count), amount(revenue, this.currencyId)].join(" · ");
    }

    get freshness() {
        const { last_run: day } = this.overview;
        return day
            ? _t("Last recompute: %(date)s", { date: formatDate(deserializeDate(day)) })
            : _t("Not recomputed yet");
    }

    choose(choice) {
        Object.assign(this.choice, choice);
        if (this.choice.to && this.choice.to < this.choice.from) {
            this.choice.to = null;
        }
        return this.load();
    }

    chooseTo(day) {
        if (day) {
            this.choice.to = day.hasSame(this.today, "day") ? null : day;
            this.data.loadMovement(this.data.overview.question, this.choice.to);
        }
    }

    async openCustomers(domain, name) {
        return this.action.doAction(await this.data.customersAction(domain, name));
    }

    async openOutlook(tile) {
        return this.action.doAction(await this.data.outlookAction(tile));
    }

    async openMovement(row, column) {
        return this.action.doAction(await this.data.movementAction(row, column));
    }

    async openMonth(segment, month) {
        return this.action.doAction(await this.data.monthsAction(segment, month));
    }

    openProfile(profileId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.profile",
            res_id: profileId,
            views: [[false, "form"]],
        });
    }

    /** For whom a figure is about; those of the lists that it opens have a button of their own. */
    startCampaign(domain) {
        return this.action.doAction("customer_tier.customer_tier_campaign_action", {
            additionalContext: {
                default_profile_domain: domain,
                default_company_id: this.overview.company.id,
            },
        });
    }

    /** That report is of all ticked companies: a filter, to be seen and taken out, makes it of one. */
    openMovementReport() {
        const [from, to] = [this.choice.from, this.toDay].map((day) => serializeDate(day));
        const { company } = this.choice;
        const isOneOfSeveral = user.activeCompanies.length > 1;
        return this.action.doAction("customer_tier.customer_tier_movement_action", {
            additionalContext: {
                ...contextOf(this.choice),
                ...(isOneOfSeveral && { search_default_company_id: company }),
            },
            props: { state: { choice: { from, to, by: "tier" } } },
        });
    }

    recompute() {
        return this.action.doAction("customer_tier.customer_tier_recompute_action", {
            additionalContext: { allowed_company_ids: [this.choice.company] },
        });
    }

    saveSpreadsheet() {
        return download({ url: "/customer_tier/dashboard.xlsx", data: this.data.spreadsheet });
    }

    async print() {
        return this.action.doAction(await this.data.printAction());
    }

    /** Drawing takes a second or two: one picture at a time. */
    async saveImage() {
        if (this.drawing || !this.figures.el) {
            return;
        }
        this.drawing = true;
        const name = `${_t("Dashboard")} ${this.overview.company.name} ${this.overview.today}.png`;
        try {
            downloadFile(await imageOf(this.figures.el), name, "image/png");
        } catch {
            this.notification.add(
                _t("Your browser could not draw the picture. Use its own screenshot instead."),
                { type: "warning" },
            );
        } finally {
            this.drawing = false;
        }
    }
}
