// Core rules only: what Odoo's own configuration asks of its JavaScript, without plugins.
const browser = `
    window document console setTimeout clearTimeout setInterval clearInterval
    requestAnimationFrame cancelAnimationFrame URL URLSearchParams Intl fetch localStorage
    sessionStorage navigator location getComputedStyle Event CustomEvent MouseEvent
    KeyboardEvent MutationObserver ResizeObserver luxon Chart owl odoo Blob FileReader
    FormData performance queueMicrotask Image HTMLCanvasElement Node XMLSerializer CSSFontFaceRule
    HTMLInputElement
`;

export default [
    { ignores: [".odoo/**", "**/lib/**", "node_modules/**"] },
    {
        files: ["static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: Object.fromEntries(
                browser
                    .trim()
                    .split(/\s+/)
                    .map((name) => [name, "readonly"]),
            ),
        },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            "no-undef": "error",
            "no-unused-vars": ["error", { args: "none", caughtErrors: "none" }],
            "no-restricted-globals": ["error", "event", "self"],
            "no-const-assign": "error",
            "no-debugger": "error",
            "no-console": ["error", { allow: ["warn", "error"] }],
            "no-dupe-class-members": "error",
            "no-dupe-keys": "error",
            "no-duplicate-case": "error",
            "no-fallthrough": "error",
            "no-unreachable": "error",
            "no-var": "error",
            "prefer-const": ["error", { destructuring: "all", ignoreReadBeforeAssign: true }],
            eqeqeq: ["error", "always", { null: "ignore" }],
            curly: ["error", "all"],
            "arrow-body-style": ["error", "as-needed"],
        },
    },
];
