import { Component } from "@odoo/owl";

/** A card with a heading, as around figures, for what is words already. */
export class Panel extends Component {
    static template = "customer_tier.Panel";
    static props = {
        title: String,
        name: String,
        empty: { type: String, optional: true },
        slots: Object,
    };
}
