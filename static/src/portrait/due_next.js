import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";
import { day, distance } from "./formats";

import { Component } from "@odoo/owl";

const ICONS = {
    order: "fa-shopping-cart",
    visit: "fa-handshake-o",
    contact: "fa-phone",
    answer: "fa-reply",
    activity: "fa-clock-o",
    quotation: "fa-file-text-o",
    tier: "fa-hourglass-half",
    override: "fa-unlock-alt",
};
const SOON = 7; // days: what is due then stands out

/** What comes next with a customer: the earliest first, what is late in words. */
export class DueNext extends Component {
    static template = "customer_tier.DueNext";
    static components = { Panel };
    static props = { due: Object, today: String, openRecord: Function };

    setup() {
        this.day = day;
    }

    get title() {
        return _t("What Is Due Next");
    }

    get empty() {
        return this.props.due.items.length
            ? undefined
            : _t("Nothing planned or promised, and too few purchases for a rhythm.");
    }

    icon({ kind }) {
        return ICONS[kind];
    }

    when({ date, late }) {
        if (late === 1) {
            return _t("1 day late");
        }
        return late ? _t("%(days)s days late", { days: late }) : distance(date, this.props.today);
    }

    badge({ date, late }) {
        if (late) {
            return "text-bg-danger";
        }
        const today = luxon.DateTime.fromISO(this.props.today);
        const days = luxon.DateTime.fromISO(date).diff(today, "days").days;
        return days <= SOON ? "text-bg-warning" : "text-bg-light border";
    }

    open({ model, id }) {
        this.props.openRecord(model, id);
    }
}
