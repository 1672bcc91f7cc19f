import { _t } from "@web/core/l10n/translation";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { serializeDate } from "@web/core/l10n/dates";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { MoveMatrix } from "../matrix/move_matrix";
import { periods } from "./periods";

import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

const MODEL = "customer.tier.transition";

/** The matrix of the chosen dates and customers, with what chooses them. */
export class MovementReport extends Component {
    static template = "customer_tier.MovementReport";
    static components = { DateTimeInput, Layout, MoveMatrix, SearchBar };
    static props = {
        choice: { type: Object, shape: { from: Object, to: Object, by: String } },
        // part of the context: the company whose currency counts, if not the current one
        companies: Object,
        domain: Array,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.searchBarToggler = useSearchBarToggler();
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.choice = useState(this.props.choice);
        this.state = useState({ matrix: null });
        this.domain = this.props.domain;
        onWillStart(() => this.load());
        onWillUpdateProps((next) => {
            // Not waited for: an answer that a later choice makes stale never comes, and the
            // screen would wait for it for ever.
            this.domain = next.domain;
            this.load();
        });
    }

    get periods() {
        return periods(luxon.DateTime.local());
    }

    get dimensions() {
        return [
            { name: "tier", label: _t("Tiers") },
            { name: "segment", label: _t("Segments") },
        ];
    }

    get context() {
        return {
            ...this.props.companies,
            tier_day_from: serializeDate(this.choice.from),
            tier_day_to: serializeDate(this.choice.to),
        };
    }

    get isEmpty() {
        return !this.state.matrix.cells.length;
    }

    isChosen(period) {
        return (
            period.from.hasSame(this.choice.from, "day") && period.to.hasSame(this.choice.to, "day")
        );
    }

    async load() {
        this.state.matrix = await this.keepLast.add(
            this.orm.call(MODEL, "movement_matrix", [this.domain, this.choice.by], {
                context: this.context,
            }),
        );
    }

    /** Take over what was chosen. A date that passes the other takes it along. */
    choose(choice) {
        Object.assign(this.choice, choice);
        if (this.choice.from > this.choice.to) {
            const [moved, other] = choice.from ? ["from", "to"] : ["to", "from"];
            this.choice[other] = this.choice[moved];
        }
        return this.load();
    }

    onDateChange(name, date) {
        return date && this.choose({ [name]: date });
    }

    async onCellClick(row, column) {
        const action = await this.orm.call(
            MODEL,
            "movement_cell_action",
            [this.choice.by, row, column, this.domain],
            { context: this.context },
        );
        return this.action.doAction(action);
    }
}
