import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";
import { shortMoney } from "./formats";

import { Component } from "@odoo/owl";

/** What one department of a customer buys and another does not; one can be chosen. */
export class DepartmentGaps extends Component {
    static template = "customer_tier.DepartmentGaps";
    static components = { Panel };
    static props = {
        departments: Object,
        currencyId: Number,
        openProducts: Function,
        choose: Function,
    };

    get title() {
        return _t("Between the Departments");
    }

    get focus() {
        return this.props.departments.focus;
    }

    get choices() {
        return [
            { id: false, label: _t("All departments") },
            ...this.props.departments.list.map(({ id, name, amount }) => ({
                id,
                label: name,
                amount: shortMoney(amount, this.props.currencyId),
            })),
        ];
    }

    key({ department, category }) {
        return `${department.id}/${category.id}`;
    }

    buyers({ by, by_house }) {
        const names = by.join(_t(", "));
        if (!by.length) {
            return _t("ordered for the customer as a whole");
        }
        return by_house
            ? _t("bought by %(names)s and for the customer as a whole", { names })
            : _t("bought by %(names)s", { names });
    }
}
