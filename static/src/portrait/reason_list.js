import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";

import { Component } from "@odoo/owl";

/** Why the customer stands where it does, and what it takes to move it, in words. */
export class ReasonList extends Component {
    static template = "customer_tier.ReasonList";
    static components = { Panel };
    static props = { reasons: { type: Array, element: Object } };

    get title() {
        return _t("Why, and What It Takes");
    }

    get empty() {
        return this.props.reasons.length ? undefined : _t("There is nothing to say yet.");
    }
}
