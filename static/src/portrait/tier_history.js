import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";
import { day, money } from "./formats";

import { Component } from "@odoo/owl";

const SHOWN = 8;
const ICONS = {
    up: "fa-arrow-up text-success",
    down: "fa-arrow-down text-danger",
    entered: "fa-plus text-info",
    left: "fa-minus text-danger",
    same: "fa-arrows-h text-muted",
};

/** The moves of a customer from tier to tier and segment to segment, the newest first. */
export class TierHistory extends Component {
    static template = "customer_tier.TierHistory";
    static components = { Panel };
    static props = { history: Object, currencyId: Number, openMoves: Function };

    setup() {
        this.day = day;
    }

    get title() {
        return _t("History");
    }

    get empty() {
        return this.props.history.total ? undefined : _t("No move yet.");
    }

    get moves() {
        return this.props.history.moves.slice(0, SHOWN);
    }

    get more() {
        const { total } = this.props.history;
        return total > SHOWN ? _t("All %(count)s moves", { count: total }) : false;
    }

    icon({ direction }) {
        return ICONS[direction];
    }

    words({ direction }) {
        return {
            up: _t("Moved up"),
            down: _t("Moved down"),
            entered: _t("Entered"),
            left: _t("Left"),
            same: _t("Other segment only"),
        }[direction];
    }

    segments({ from_segment, to_segment }) {
        const names = [from_segment, to_segment].filter(Boolean).map(({ name }) => name);
        return [...new Set(names)].join(" → ");
    }

    money(amount) {
        return money(amount, this.props.currencyId);
    }
}
