import { _t } from "@web/core/l10n/translation";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { formatInteger } from "@web/views/fields/formatters";
import { Figure } from "../chart/figure";
import { flowLayout } from "../chart/flow_layout";
import { paper, seriesColor } from "../chart/palette";
import { MatrixData } from "../matrix/matrix_data";
import { MoveMatrix } from "../matrix/move_matrix";
import { KINDS, moveWords } from "../matrix/move_words";

import { Component } from "@odoo/owl";

const ROOM = { height: 340, slot: 42 };

/** Places in the palette: the hues are those of the matrix beside the picture. */
const COLORS = { up: 2, down: 1, entered: 4, left: 5 };

/**
 * Who moved from which tier to which between two days: bands from the tiers on the left to those on
 * the right, as thick as they have customers, and beside them the same as a table.
 */
export class MovementFlow extends Component {
    static template = "customer_tier.MovementFlow";
    static components = { DateTimeInput, Figure, MoveMatrix };
    static props = {
        // of matrix_data.js
        matrix: Object,
        fromDay: String,
        from: Object,
        to: Object,
        today: Object,
        onToChange: Function,
        // called with the ids of a row and a column; null: all of them
        onOpen: Function,
    };

    setup() {
        this.title = _t("Movement between tiers");
        this.room = ROOM;
    }

    get data() {
        return new MatrixData(this.props.matrix);
    }

    get empty() {
        return this.props.matrix.cells.length
            ? undefined
            : _t("No customer had a tier on these dates. History begins with the first recompute.");
    }

    get flow() {
        const data = this.data;
        const left = sideOf(data.rows, (id) => data.sum(id, null).count);
        const right = sideOf(data.columns, (id) => data.sum(null, id).count);
        const flows = this.props.matrix.cells
            .filter(({ count }) => count)
            .map(({ row, column, count }) => ({ from: row, to: column, weight: count }));
        const layout = flowLayout(left, right, flows, ROOM);
        return {
            left: labelled(layout.left, left),
            right: labelled(layout.right, right),
            bands: layout.bands.map((band) => this.bandOf(data, band)),
        };
    }

    bandOf(data, band) {
        const label = (labels, id) => labels.find((one) => one.id === id);
        const kind = data.kind(band.from, band.to);
        return {
            ...band,
            kind,
            key: `${band.from}-${band.to}`,
            color: colorOf(kind),
            words: moveWords(data, label(data.rows, band.from), label(data.columns, band.to)),
        };
    }

    /** The kinds of bands that are in the picture. */
    legend(bands) {
        return ["up", "down", "entered", "left", "same"]
            .filter((kind) => bands.some((band) => band.kind === kind))
            .map((kind) => ({ kind, color: colorOf(kind), name: KINDS[kind].name }));
    }

    onBandKey(event, band) {
        if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            this.props.onOpen(band.from, band.to);
        }
    }
}

function colorOf(kind) {
    return kind in COLORS ? seriesColor(COLORS[kind]) : paper().muted;
}

/** The labels of a side; "entered" and "left" only if there are any. */
function sideOf(labels, count) {
    return labels
        .map(({ id, name }) => ({ id, name, weight: count(id) }))
        .filter(({ id, weight }) => id || weight);
}

function labelled(bars, side) {
    return bars.map((bar, place) => ({
        ...bar,
        name: side[place].name,
        count: formatInteger(side[place].weight),
    }));
}
