/** What `customer.tier.dashboard` answers for a small company: made up, but it adds up. */

/** For what has to be loaded first: no test fails because a machine is slow. */
export const PATIENT = { timeout: 10000 };

export const TIERS = [
    { id: 7, name: "Key customers", code: "A", color: 3 },
    { id: 3, name: "Base", code: "B", color: 4 },
];

export const SEGMENTS = [
    { id: 11, name: "Champions", color: 10, customers: 3, revenue: 84000, domain: [] },
    { id: 12, name: "Loyal", color: 7, customers: 2, revenue: 16000, domain: [] },
];

/** One mark per customer: frequency, revenue, segment, profile, name. */
const POINTS = [
    [12, 60000, 11, 101, "Hospital"],
    [9, 20000, 11, 102, "Clinic"],
    [2, 4000, 11, 103, "Laboratory"],
    [1, 16000, 12, 104, "Dealer"],
    [1, -500, 12, 105, "Returner"],
];

export function overview() {
    return {
        company: { id: 1, name: "Lanterra", currency_id: 1 },
        today: "2026-03-31",
        from_day: "2025-12-31",
        last_run: "2026-03-31",
        customers: 5,
        revenue: 99500,
        can_recompute: true,
        tiers: [
            {
                ...TIERS[0],
                customers: 2,
                revenue: 80000,
                share: 0.8,
                customers_before: 1,
                revenue_before: 81200,
                share_before: 0.812,
                domain: [["tier_id", "=", 7]],
            },
            {
                ...TIERS[1],
                customers: 3,
                revenue: 19500,
                share: 0.2,
                customers_before: 4,
                revenue_before: 18800,
                share_before: 0.188,
                domain: [["tier_id", "=", 3]],
            },
        ],
        heat: {
            bins: 5,
            cells: [
                cell(5, 5, 2, 40000),
                cell(4, 1, 1, 16000),
                cell(1, 2, 1, 4000),
                cell(2, 1, 1, -500),
            ],
        },
        pareto: {
            points: [
                [0, 0, 0],
                [0.25, 0.6, 60000],
                [0.5, 0.8, 20000],
                [0.75, 0.96, 16000],
                [1, 1, 4000],
            ],
            borders: [
                {
                    tier_id: 7,
                    name: "Key customers",
                    code: "A",
                    customers_share: 0.5,
                    revenue_share: 0.8,
                    domain: [["tier_id", "=", 7]],
                },
            ],
            customers: 4,
            negative: 1,
        },
        scatter: { total: 5, shown: 5, points: POINTS },
        segments: SEGMENTS,
        attention: [
            {
                profile_id: 102,
                partner_id: 2,
                name: "Clinic",
                tier: "A",
                tier_color: 3,
                segment: "Champions",
                segment_color: 10,
                revenue: 20000,
                reason: "About to fall to tier B on 04/30/2026",
            },
        ],
        attention_domain: [["needs_attention", "=", true]],
    };
}

export const CELL_DOMAIN = [["recency_score", "=", 5]];

function cell(recency, frequency, customers, average) {
    return {
        recency,
        frequency,
        customers,
        average,
        revenue: customers * average,
        domain: [["recency_score", "=", recency]],
    };
}

/** One customer rose, one entered, one left. */
export function movement() {
    return {
        row_labels: [...TIERS, { id: false, name: "Entered" }],
        column_labels: [...TIERS, { id: false, name: "Left" }],
        cells: [
            { row: 7, column: 7, count: 1, revenue: 60000 },
            { row: 3, column: 7, count: 1, revenue: 20000 },
            { row: 3, column: 3, count: 2, revenue: 3500 },
            { row: 3, column: false, count: 1, revenue: 800 },
            { row: false, column: 3, count: 1, revenue: 16000 },
        ],
        ordered: true,
        currency_id: 1,
    };
}

export function months() {
    return {
        months: ["2026-01-01", "2026-02-01", "2026-03-01"],
        segments: [
            { id: 11, name: "Champions", revenue: [40000, 0, 44000] },
            { id: 12, name: "Loyal", revenue: [16000, -700, 0] },
        ],
    };
}

/** Nobody yet: the same answer without any customer. */
export function nothing() {
    return {
        ...overview(),
        last_run: false,
        customers: 0,
        revenue: 0,
        tiers: overview().tiers.map((tier) => ({
            ...tier,
            customers: 0,
            revenue: 0,
            share: 0,
            customers_before: 0,
            revenue_before: 0,
            share_before: 0,
        })),
        heat: { bins: 5, cells: [] },
        pareto: { points: [], borders: [], customers: 0, negative: 0 },
        scatter: { total: 0, shown: 0, points: [] },
        segments: [],
        attention: [],
    };
}
