/**
 * Places of a flow picture (after M. H. P. R. Sankey): bars on the left and on the right, and bands between
 * them, all on one scale.
 *
 * @typedef {Object} Side
 * @property {any} id
 * @property {number} weight
 *
 * @typedef {Object} Bar
 * @property {any} id
 * @property {number} slot height that the bar and its label may use, in pixels
 * @property {number} top of the bar, from the top of the picture
 * @property {number} height of the bar, in proportion to its weight
 */

const GAP = 8;

/**
 * @param {Side[]} left
 * @param {Side[]} right with the same sum of weights
 * @param {{from: any, to: any, weight: number}[]} flows
 * @param {{height: number, slot: number}} room height of the picture; the least of a slot
 * @returns {{left: Bar[], right: Bar[], bands: Object[]}} a band is its flow with `path`, the `d`
 *      of an SVG path in a picture that is 100 wide
 */
export function flowLayout(left, right, flows, room) {
    const scale = Math.min(scaleOf(left, room), scaleOf(right, room));
    const bars = { left: barsOf(left, scale, room), right: barsOf(right, scale, room) };
    const begins = cursors(bars.left);
    const ends = cursors(bars.right);
    const order = (side, id) => side.findIndex((bar) => bar.id === id);
    const sorted = [...flows].sort(
        (one, other) =>
            order(left, one.from) - order(left, other.from) ||
            order(right, one.to) - order(right, other.to),
    );
    const bands = sorted.map((flow) => {
        const height = flow.weight * scale;
        const path = pathOf(begins.take(flow.from, height), ends.take(flow.to, height), height);
        return { ...flow, path };
    });
    return { ...bars, bands };
}

/** Pixels per weight, so that all slots of a side fill the height: found by halving. */
function scaleOf(side, { height, slot }) {
    const sum = side.reduce((total, { weight }) => total + weight, 0);
    let [low, high] = [0, sum ? height / sum : 0];
    for (let step = 0; step < 40; step++) {
        const middle = (low + high) / 2;
        const used = side.reduce((total, { weight }) => total + slotOf(weight * middle, slot), 0);
        [low, high] = used > height ? [low, middle] : [middle, high];
    }
    return low;
}

function slotOf(bar, slot) {
    return Math.max(slot, bar + GAP);
}

/** The bars of a side, each in the middle of its slot; what room is left goes to all of them. */
function barsOf(side, scale, { height, slot }) {
    const slots = side.map(({ weight }) => slotOf(weight * scale, slot));
    const spare = Math.max(0, height - slots.reduce((total, part) => total + part, 0));
    let begin = 0;
    return side.map(({ id, weight }, place) => {
        const room = slots[place] + spare / side.length;
        const bar = weight * scale;
        const top = begin + (room - bar) / 2;
        begin += room;
        return { id, slot: room, top, height: bar };
    });
}

/** Where on each bar the next band is attached. */
function cursors(bars) {
    const next = new Map(bars.map(({ id, top }) => [id, top]));
    return {
        take(id, height) {
            const place = next.get(id);
            next.set(id, place + height);
            return place;
        },
    };
}

function pathOf(begin, end, height) {
    const [y0, y1, y2, y3] = [begin, end, end + height, begin + height].map((y) => y.toFixed(2));
    return `M0,${y0} C50,${y0} 50,${y1} 100,${y1} L100,${y2} C50,${y2} 50,${y3} 0,${y3} Z`;
}
