import { Component } from "@odoo/owl";

/** The place of a `Figure` whose numbers are still being counted. */
export class FigurePlaceholder extends Component {
    static template = "customer_tier.FigurePlaceholder";
    static props = { title: String };
}
