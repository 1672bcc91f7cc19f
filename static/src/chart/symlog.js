/**
 * A logarithmic axis that also has a place for zero and for negative numbers, which a logarithm has not.
 *
 * Within ± `unit` it is nearly even, beyond it each tenfold takes the same room: J. Webber, "A
 * bi-symmetric log transformation for wide-range data", Meas. Sci. Technol. 24 (2013). Chart.js
 * has no such axis: data are put on an even one with `place`, and its marks are written by `value`.
 */
export class Symlog {
    /** @param {number} unit 0: the axis is even throughout */
    constructor(unit) {
        this.unit = unit;
    }

    /** An axis for these numbers: even if they are of one size, else logarithmic. */
    static of(values) {
        const sizes = values.map(Math.abs).filter(Boolean);
        sizes.sort((one, other) => one - other);
        const median = sizes[Math.floor(sizes.length / 2)];
        const wide = sizes.length && sizes.at(-1) / median > 10;
        return new Symlog(wide ? 10 ** Math.floor(Math.log10(median / 3)) : 0);
    }

    /** Where a number is on the even axis. */
    place(value) {
        if (!this.unit) {
            return value;
        }
        return Math.sign(value) * Math.log10(1 + Math.abs(value) / this.unit);
    }

    /** The number at a place: the inverse of `place`. */
    value(place) {
        if (!this.unit) {
            return place;
        }
        return Math.sign(place) * this.unit * (10 ** Math.abs(place) - 1);
    }

    /**
     * The options of a Chart.js scale.
     *
     * @param {Function} write what stands beside a mark of the axis
     */
    scale(write, options = {}) {
        return {
            type: "linear",
            ...options,
            afterBuildTicks: (scale) => {
                if (this.unit) {
                    scale.ticks = this.ticks(scale.min, scale.max).map((value) => ({ value }));
                }
            },
            ticks: { callback: (place) => write(round(this.value(place))), ...options.ticks },
        };
    }

    /** Places of zero and of the powers of ten between two places. */
    ticks(min, max) {
        const ticks = [0];
        for (let value = this.unit; this.place(value) <= Math.max(max, -min); value *= 10) {
            ticks.unshift(-this.place(value));
            ticks.push(this.place(value));
        }
        return ticks.filter((place) => place >= min && place <= max);
    }
}

/** Without what floating point adds: 999.9999999 is 1000. */
function round(value) {
    return Number(value.toPrecision(9));
}
