import { _t } from "@web/core/l10n/translation";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { user } from "@web/core/user";
import { periods } from "../movement/periods";

import { Component } from "@odoo/owl";

/** What the dashboard is of: a day to compare with, and a company if several are ticked. */
export class DashboardChoice extends Component {
    static template = "customer_tier.DashboardChoice";
    static components = { DateTimeInput, Dropdown, DropdownItem };
    static props = {
        choice: {
            type: Object,
            shape: { from: Object, to: [Object, { value: null }], company: Number },
        },
        // called with what was chosen anew
        onChoose: Function,
    };

    setup() {
        this.companies = user.activeCompanies;
        this.today = luxon.DateTime.local();
        this.companyTitle = _t("Company");
    }

    get company() {
        return this.companies.find(({ id }) => id === this.props.choice.company);
    }

    get periods() {
        return periods(this.today).map(({ name, label, to }) => ({
            name,
            label,
            day: to,
            chosen: to.hasSame(this.props.choice.from, "day"),
        }));
    }

    onFromChange(day) {
        return day && this.props.onChoose({ from: day });
    }
}
