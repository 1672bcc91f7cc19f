import { registry } from "@web/core/registry";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { WithSearch } from "@web/search/with_search/with_search";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { periods } from "../movement/periods";
import { actionSearch } from "../search/action_search";
import { DashboardReport } from "./dashboard_report";

import { Component, onWillStart, useState } from "@odoo/owl";

/**
 * The screen "Dashboard": the customer base of one company in a few pictures. Its search bar is that of
 * customers' profiles, so that every figure can be opened as a list of them.
 */
export class Dashboard extends Component {
    static template = "customer_tier.Dashboard";
    static components = { DashboardReport, WithSearch };
    static props = { ...standardActionServiceProps };

    setup() {
        const viewService = useService("view");
        this.choice = useState(choiceOf(this.props.state?.choice));
        useSetupAction({
            getLocalState: () => ({
                choice: {
                    ...this.choice,
                    from: serializeDate(this.choice.from),
                    to: this.choice.to && serializeDate(this.choice.to),
                },
            }),
        });
        onWillStart(async () => {
            this.search = await actionSearch(viewService, "customer.profile", this.props);
        });
    }
}

/** What was chosen when the screen was left, as far as it can still be chosen. */
function choiceOf(saved) {
    const [, quarter] = periods(luxon.DateTime.local());
    const ticked = user.activeCompanies.map(({ id }) => id);
    return {
        from: saved ? deserializeDate(saved.from) : quarter.to,
        // null: today, whenever that is
        to: saved?.to ? deserializeDate(saved.to) : null,
        company: ticked.includes(saved?.company) ? saved.company : ticked[0],
    };
}

registry.category("actions").add("customer_tier.dashboard", Dashboard);
