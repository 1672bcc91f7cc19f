/** A portrait as the server answers it, for the tests of its pictures. */

export const TODAY = "2026-03-31";
export const A = { id: 1, name: "A: key customer", code: "A", color: 3 };
export const B = { id: 2, name: "B: regular", code: "B", color: 4 };
export const LOYAL = { id: 5, name: "Loyal", code: "loyal", color: 10 };

export const move = (id, date, direction, from_tier, to_tier) => ({
    id,
    date,
    direction,
    from_tier,
    to_tier,
    from_segment: false,
    to_segment: LOYAL,
    revenue: 500,
});
export const HISTORY = {
    total: 3,
    tiers: [1, 2],
    moves: [
        move(3, "2026-02-01", "up", B, A),
        move(2, "2025-11-01", "same", B, B),
        move(1, "2025-06-01", "entered", false, B),
    ],
};
export const dimension = (name, label, score, average) => ({
    name,
    label,
    hint: "",
    value: `${score} things`,
    score,
    average,
    weight: 1,
    can_open: true,
});
export const RADAR = {
    best: 5,
    customers: 25,
    is_compared: true,
    dimensions: [
        dimension("recency", "Recency", 5, 3.5),
        dimension("frequency", "Frequency", 4, 4.25),
        dimension("monetary", "Monetary", 3, 4.8),
        { ...dimension("growth", "Growth", null, 2), value: "unknown", can_open: false },
    ],
};
export const PURCHASES = {
    model: "sale.order",
    is_readable: true,
    total: 3,
    hidden: 1,
    points: [
        { id: 7, date: "2025-06-01", amount: 100, name: "S7", kind: "sale", department: false },
        { id: 9, date: "2026-03-01", amount: -40, name: "S9", kind: "return", department: "Lab" },
    ],
    months: [...Array(12).keys()].map((number) =>
        luxon.DateTime.fromISO("2025-04-01").plus({ months: number }).toISODate(),
    ),
    this_year: [0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, -40],
    last_year: [0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    until: TODAY,
    until_last_year: "2025-03-31",
};
export const category = (id, name) => ({ id, name, path: `All / ${name}` });
export const CATEGORIES = {
    total: 400,
    top: [
        { ...category(1, "Reagents"), amount: 300, share: 0.75, change: -0.25 },
        { ...category(2, "Probes"), amount: 100, share: 0.25, change: null },
    ],
    rest: 0,
    rest_count: 0,
    departments: {
        focus: false,
        list: [
            { id: 11, name: "Cardiology", amount: 300 },
            { id: 12, name: "Laboratory", amount: 100 },
        ],
        gaps: [
            {
                department: { id: 11, name: "Cardiology" },
                category: category(2, "Probes"),
                by: ["Laboratory"],
                by_house: false,
            },
        ],
    },
    similar: {
        by: "type",
        label: "Clinic",
        customers: 50,
        least: 0.3,
        gaps: [
            {
                category: category(3, "Monitors"),
                customers: 36,
                share: 0.72,
                median: 1200.4,
                stopped: true,
            },
        ],
    },
};
export const DUE = {
    rhythm: { days: 20, last: "2026-03-01", next: "2026-03-21", late: 10 },
    items: [
        {
            kind: "order",
            text: "Usually orders.",
            date: "2026-03-21",
            late: 10,
            model: false,
            id: false,
        },
        { kind: "visit", text: "A visit.", date: "2026-04-02", late: 0, model: false, id: false },
        { kind: "quotation", text: "S12", date: false, late: 0, model: "sale.order", id: 12 },
    ],
};
export const REASONS = [
    { name: "why_tier", label: "Why This Tier", text: "B: by hand\nA: by revenue" },
];
export const PORTRAIT = {
    profile_id: 4,
    partner: { id: 1, name: "Hospital" },
    company: { id: 1, name: "Company", currency_id: 1 },
    today: TODAY,
    source: "sale",
    window_days: 365,
    tier: A,
    segment: LOYAL,
    radar: RADAR,
    purchases: PURCHASES,
    categories: CATEGORIES,
    reasons: REASONS,
    due: DUE,
    history: HISTORY,
};
