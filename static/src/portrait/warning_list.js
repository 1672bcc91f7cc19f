import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";
import { day } from "./formats";

import { Component } from "@odoo/owl";

const ICONS = {
    slow: "fa-hourglass-end",
    revenue: "fa-arrow-down",
    category: "fa-cubes",
    returns: "fa-reply-all",
    payments: "fa-money",
    mails: "fa-envelope-o",
};
const BADGES = { 1: "text-bg-light border", 2: "text-bg-warning", 3: "text-bg-danger" };

/** What is wrong with a customer, the worst first, each with its evidence in one sentence. */
export class WarningList extends Component {
    static template = "customer_tier.WarningList";
    static components = { Panel };
    static props = { warnings: Array, openRecord: Function };

    get title() {
        return _t("Warnings");
    }

    icon({ kind }) {
        return ICONS[kind];
    }

    badge({ severity }) {
        return BADGES[severity];
    }

    since(warning) {
        return _t("Since %(date)s", { date: day(warning.since) });
    }

    open({ id }) {
        this.props.openRecord("customer.warning", id);
    }
}
