import { expect, test } from "@odoo/hoot";
import { flowLayout } from "@customer_tier/chart/flow_layout";
import { Symlog } from "@customer_tier/chart/symlog";

const ROOM = { height: 300, slot: 40 };
const LEFT = [
    { id: 1, weight: 100 },
    { id: 2, weight: 0 },
    { id: false, weight: 1 },
];
const RIGHT = [
    { id: 1, weight: 90 },
    { id: 2, weight: 11 },
];
const FLOWS = [
    { from: 1, to: 2, weight: 10 },
    { from: 1, to: 1, weight: 90 },
    { from: false, to: 2, weight: 1 },
];

test.tags("customer_tier");
test("bars are in proportion, fill the height, and leave room for their labels", () => {
    const { left, right } = flowLayout(LEFT, RIGHT, FLOWS, ROOM);
    for (const side of [left, right]) {
        expect(side.reduce((sum, { slot }) => sum + slot, 0)).toBeCloseTo(300);
        expect(Math.min(...side.map(({ slot }) => slot)) >= 40).toBe(true);
    }
    expect(left[0].height / right[0].height).toBeCloseTo(100 / 90);
    expect(left[0].height / left[2].height).toBeCloseTo(100);
    expect(left[1].height).toBe(0);
});

test.tags("customer_tier");
test("bands begin and end on their bars, one below the other", () => {
    const { left, right, bands } = flowLayout(LEFT, RIGHT, FLOWS, ROOM);
    const ends = bands.map(({ path }) => path.match(/-?[\d.]+/g).map(Number));
    const [stay, fall, enter] = ends;
    // M0,begin C.. .. 100,end L100,bottom of the end C.. .. 0,bottom of the beginning
    const begin = (band) => [band[1], band.at(-1)];
    const end = (band) => [band[7], band[9]];
    expect(bands.map(({ from, to }) => [from, to])).toEqual([
        [1, 1],
        [1, 2],
        [false, 2],
    ]);
    expect(begin(stay)[0]).toBeCloseTo(left[0].top, { digits: 1 });
    expect(begin(fall)[0]).toBeCloseTo(begin(stay)[1], { digits: 1 });
    expect(begin(fall)[1]).toBeCloseTo(left[0].top + left[0].height, { digits: 1 });
    expect(end(fall)[0]).toBeCloseTo(right[1].top, { digits: 1 });
    expect(end(enter)[1]).toBeCloseTo(right[1].top + right[1].height, { digits: 1 });
});

test.tags("customer_tier");
test("a picture of nobody and of one customer is possible", () => {
    expect(flowLayout([], [], [], ROOM)).toEqual({ left: [], right: [], bands: [] });
    const one = [{ id: 1, weight: 1 }];
    const { left, bands } = flowLayout(one, one, [{ from: 1, to: 1, weight: 1 }], ROOM);
    expect(left[0].height > 250).toBe(true);
    expect(bands).toHaveLength(1);
});

test.tags("customer_tier");
test("numbers of one size are on an even axis, others on a logarithmic one", () => {
    expect(Symlog.of([3, 4, 5]).place(4)).toBe(4);
    expect(Symlog.of([]).place(4)).toBe(4);
    expect(Symlog.of([0, 0]).place(0)).toBe(0);
    const axis = Symlog.of([10, 500, 900, 4e6]);
    expect(axis.unit).toBe(100);
    const steps = [1e4, 1e5, 1e6].map((value) => axis.place(value));
    expect(steps[1] - steps[0]).toBeCloseTo(1, { digits: 1 });
    expect(steps[2] - steps[1]).toBeCloseTo(1, { digits: 1 });
});

test.tags("customer_tier");
test("zero and negative revenue have their place, and the axis can be read backwards", () => {
    const axis = Symlog.of([-700, 0, 10, 900, 4e6]);
    expect(axis.place(0)).toBe(0);
    expect(axis.place(-700)).toBe(-axis.place(700));
    for (const value of [-700, 0, 10, 900, 4e6]) {
        expect(axis.value(axis.place(value))).toBeCloseTo(value);
    }
    const marks = axis.ticks(axis.place(-700), axis.place(4e6)).map((place) => axis.value(place));
    expect(marks.map(Math.round)).toEqual([-100, 0, 100, 1000, 10000, 100000, 1000000]);
});
