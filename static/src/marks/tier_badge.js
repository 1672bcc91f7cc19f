import { _t } from "@web/core/l10n/translation";

import { Component } from "@odoo/owl";

/** A tier in its color, and what makes it doubtful or fixed: marks with a tooltip each. */
export class TierBadge extends Component {
    static template = "customer_tier.TierBadge";
    static props = {
        text: String,
        color: { type: Number, optional: true },
        tooltip: { type: String, optional: true },
        doubtful: { type: Boolean, optional: true },
        reasons: { type: String, optional: true },
        fixed: { type: String, optional: true },
    };
    static defaultProps = { color: 0 };

    get doubtTooltip() {
        const { reasons } = this.props;
        return reasons ? _t("Low confidence: %s", reasons) : _t("Low confidence");
    }

    get fixedTooltip() {
        return _t("Fixed by hand: %s", this.props.fixed);
    }
}
