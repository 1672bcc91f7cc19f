import { paper, seriesColor } from "../chart/palette";

import { Component } from "@odoo/owl";

/** Room beside the longest interval, as a part of the bar. */
const MARGIN = 0.06;

/**
 * A difference with its interval, against zero in the middle.
 *
 * Where the line crosses zero nothing is proven, and the mark is hollow; what is proven has a
 * filled one. `scale` is the value at either end; without it the interval fills the bar.
 */
export class IntervalBar extends Component {
    static template = "customer_tier.IntervalBar";
    static props = {
        interval: { type: Array, element: Number },
        tone: String,
        label: String,
        scale: { type: Number, optional: true },
    };

    get scale() {
        return this.props.scale || reach(this.props.interval);
    }

    /** Where a value lies, from 0 to 100, within the bar. */
    place(value) {
        const part = this.scale ? value / this.scale : 0;
        return 50 + Math.max(-1, Math.min(1, part)) * 50 * (1 - MARGIN);
    }

    get isProven() {
        return ["good", "bad"].includes(this.props.tone);
    }

    get lineStyle() {
        const [low, , high] = this.props.interval.map((value) => this.place(value));
        return `left: ${low}%; width: ${high - low}%; background-color: ${this.color}`;
    }

    get markStyle() {
        const [, middle] = this.props.interval;
        const fill = this.isProven ? this.color : paper().paper;
        return `left: ${this.place(middle)}%; border-color: ${this.color}; background-color: ${fill}`;
    }

    get zeroStyle() {
        return `background-color: ${paper().muted}`;
    }

    /** Blue and vermilion stay apart for everybody; what is not proven has no color. */
    get color() {
        const place = { good: 0, bad: 5 }[this.props.tone];
        return place === undefined ? paper().muted : seriesColor(place);
    }
}

/** The longest way from zero in one interval or several. */
export function reach(...intervals) {
    return Math.max(0, ...intervals.flat().map(Math.abs));
}
