import { Component } from "@odoo/owl";

/** How an outcome is computed, with the sources: unfolded by whoever wants to know. */
export class OutcomeMethod extends Component {
    static template = "customer_tier.OutcomeMethod";
    static props = { rule: Object };
}
