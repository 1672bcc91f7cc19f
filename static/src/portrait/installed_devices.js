import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";
import { day } from "./formats";

import { Component } from "@odoo/owl";

/** Devices that stand at the customer: those to do something about come first. */
export class InstalledDevices extends Component {
    static template = "customer_tier.InstalledDevices";
    static components = { Panel };
    static props = { devices: Object, today: String, openRecord: Function, openAll: Function };

    get title() {
        return _t("Installed Devices");
    }

    facts({ installed, warranty }) {
        const since = _t("Since %(date)s", { date: day(installed) });
        if (!warranty) {
            return since;
        }
        const values = { since, date: day(warranty) };
        return warranty < this.props.today
            ? _t("%(since)s; warranty ended on %(date)s", values)
            : _t("%(since)s; warranty until %(date)s", values);
    }

    open({ id }) {
        this.props.openRecord("customer.installed.item", id);
    }

    /** Nothing where all are shown. */
    get more() {
        const { total, rows } = this.props.devices;
        return total > rows.length ? _t("All %(count)s", { count: total }) : "";
    }
}
