import { registry } from "@web/core/registry";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { WithSearch } from "@web/search/with_search/with_search";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useSetupAction } from "@web/search/action_hook";
import { MovementReport } from "./movement_report";
import { actionSearch } from "../search/action_search";
import { periods } from "./periods";

import { Component, onWillStart, useState } from "@odoo/owl";

const MODEL = "customer.tier.transition";

/**
 * The screen "Movement": who moved from which tier to which between two dates. Its search bar is that
 * of the customers behind a cell, so that both speak of the same ones.
 */
export class Movement extends Component {
    static template = "customer_tier.Movement";
    static components = { MovementReport, WithSearch };
    static props = { ...standardActionServiceProps };

    setup() {
        const viewService = useService("view");
        const [, quarter] = periods(luxon.DateTime.local());
        const saved = this.props.state?.choice;
        this.choice = useState({
            from: saved ? deserializeDate(saved.from) : quarter.from,
            to: saved ? deserializeDate(saved.to) : quarter.to,
            by: saved?.by || "tier",
        });
        useSetupAction({
            getLocalState: () => ({
                choice: {
                    from: serializeDate(this.choice.from),
                    to: serializeDate(this.choice.to),
                    by: this.choice.by,
                },
            }),
        });
        // whoever opens the report may say which of the ticked companies is the first
        const { allowed_company_ids } = this.props.action.context || {};
        this.companies = allowed_company_ids ? { allowed_company_ids } : {};
        onWillStart(async () => {
            this.search = await actionSearch(viewService, MODEL, this.props);
        });
    }
}

registry.category("actions").add("customer_tier.movement", Movement);
