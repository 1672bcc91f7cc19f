"""How often the interval of a campaign's outcome covers the true effect.

    script/bench outcome_coverage [--campaigns 1000] [--seed 1] [--confidence 0.95]

Plays campaigns of 60 to 5,000 customers with 10 to 50 % held out, half of them without any
effect, as tests/common_outcome.py describes. Holds customers out and computes intervals as the
add-on does, and counts how often the truth lies inside, below (too much success claimed) and
above. Next to the interval of money stand those that were not chosen, from the same sums, and
their widths as a multiple of Welch's. At last a quarter as many campaigns that customers keep
entering are looked at four times, to count how often one of the looks is wrong. Needs no
database. Ends with 1 if the interval covers less often than it says by more than three standard
errors.
"""

import argparse
import random
import sys
import time
from importlib import import_module
from math import exp, log, sqrt
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))
MODULES = (
    *("strata", "holdout", "sums", "shares", "effect", "verdict", "planning"),
    "looks",
)
common_outcome = import_module("common_outcome")
OUTCOME = SimpleNamespace(
    **{name: import_module(f"outcome.{name}") for name in MODULES},
    t_quantile=import_module("outcome.quantiles").t_quantile,
)
WITH_EFFECT = [name for name in common_outcome.EFFECTS if name != "none"]


def early(one):
    treated, control = one.customers
    return OUTCOME.verdict.too_early(
        OUTCOME.verdict.Evidence(treated, control, one.buyers, 90, 90)
    )


GROUPS = {
    "all campaigns": lambda one: True,
    "without effect": lambda one: one.shape.effect == "none",
    "with effect": lambda one: one.shape.effect != "none",
    "that do harm": lambda one: one.shape.effect == "harm",
    "10-20 % held out": lambda one: one.shape.share < 0.2,
    "20-35 % held out": lambda one: 0.2 <= one.shape.share < 0.35,
    "35-50 % held out": lambda one: one.shape.share >= 0.35,
    "60-300 customers": lambda one: one.shape.customers < 300,
    "300-1,200 customers": lambda one: 300 <= one.shape.customers < 1200,
    "1,200-5,000 customers": lambda one: one.shape.customers >= 1200,
    "not too early to tell": lambda one: not early(one),
    "too early to tell": early,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--campaigns", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--confidence", type=float, default=0.95)
    options = parser.parse_args()
    began = time.perf_counter()
    chance = random.Random(options.seed)
    results = [
        play(chance, number, options.confidence) for number in range(options.campaigns)
    ]
    for title, chosen in GROUPS.items():
        show(title, [intervals for one, intervals in results if chosen(one)])
    told = show_verdicts(results, options.confidence)
    told &= show_looks(chance, options.campaigns // 4, options.confidence)
    print(f"\n{options.campaigns} campaigns in {time.perf_counter() - began:.0f} s")
    return 0 if told else 1


def play(chance, number, confidence):
    effect = chance.choice(WITH_EFFECT) if number % 2 else "none"
    shape = common_outcome.random_shape(chance, effect=effect)
    one = common_outcome.random_campaign(chance, shape, OUTCOME)
    money = OUTCOME.effect.mean_effect(one.money, confidence).difference
    bought = OUTCOME.effect.share_effect(one.bought, confidence).difference
    intervals = {
        "money": (money.low, money.high, one.true_money),
        "  Welch": (*welch([sum_up(one.money)], confidence), one.true_money),
        "  Neyman, strata": (*welch(one.money, confidence), one.true_money),
        "  pooled, strata": (*pooled(one.money, confidence), one.true_money),
        "bought": (bought.low, bought.high, one.true_share),
        "  Wald, strata": (*welch(one.bought, confidence), one.true_share),
    }
    return one, intervals


def sum_up(strata):
    return sum(strata[1:], strata[0])


def parts(strata):
    strata = OUTCOME.sums.merged(strata)
    return zip(OUTCOME.sums.treated_weights(strata), strata, strict=True)


def welch(strata, confidence):
    """Each arm its own variance, Satterthwaite's degrees over arms and strata."""
    middle = variance = squared = 0.0
    for weight, stratum in parts(strata):
        middle += weight * (stratum.treated.mean - stratum.control.mean)
        for arm in (stratum.treated, stratum.control):
            part = weight**2 * arm.deviations / (arm.n - 1) / arm.n
            variance += part
            squared += part**2 / (arm.n - 1)
    return around(middle, variance, squared, confidence)


def pooled(strata, confidence):
    middle = variance = squared = 0.0
    for weight, stratum in parts(strata):
        treated, control = stratum.treated, stratum.control
        degrees = treated.n + control.n - 2
        spread = (treated.deviations + control.deviations) / degrees
        part = weight**2 * spread * (1 / treated.n + 1 / control.n)
        middle += weight * (treated.mean - control.mean)
        variance += part
        squared += part**2 / degrees
    return around(middle, variance, squared, confidence)


def around(middle, variance, squared, confidence):
    degrees = variance**2 / squared if squared else 1.0
    reach = OUTCOME.t_quantile((1 + confidence) / 2, degrees) * sqrt(variance)
    return middle - reach, middle + reach


def show(title, some):
    print(f"\n{title} ({len(some)}){'':<{24 - len(title)}}", end="")
    print("  covers   below   above   width (against Welch)")
    for name in some[0] if some else ():
        values = [intervals[name] for intervals in some]
        covers, below, above = (
            sum(map(test, values)) / len(values)
            for test in (
                lambda it: it[0] <= it[2] <= it[1],
                lambda it: it[2] < it[0],
                lambda it: it[2] > it[1],
            )
        )
        width = ""
        if name != "bought" and "Wald" not in name:
            ratios = [
                log((it[name][1] - it[name][0]) / (it["  Welch"][1] - it["  Welch"][0]))
                for it in some
                if it["  Welch"][1] > it["  Welch"][0]
            ]
            width = f"{exp(sum(ratios) / len(ratios)):8.2f}"
        print(f"  {name:<26} {covers:7.1%} {below:7.1%} {above:7.1%} {width}")


def show_verdicts(results, confidence):
    """How often something would be claimed; True if the intervals keep their word."""
    kept = True
    limit = confidence - 3 * sqrt(confidence * (1 - confidence) / len(results))
    for name in ("money", "bought"):
        values = [intervals[name] for _one, intervals in results]
        kept &= (
            sum(low <= true <= high for low, high, true in values) / len(values) > limit
        )
        for title, chosen in (("without effect", "none"), ("that do harm", "harm")):
            told = [
                intervals[name]
                for one, intervals in results
                if one.shape.effect == chosen and not early(one)
            ]
            ups = sum(low > 0 for low, _high, _true in told) / max(len(told), 1)
            downs = sum(high < 0 for _low, high, _true in told) / max(len(told), 1)
            print(f"\n{name}, campaigns {title}: {ups:.1%} called up, {downs:.1%} down")
    return kept


def show_looks(chance, campaigns, confidence):
    """Several looks at each campaign; True if all of them together keep their word."""
    wrong = dict.fromkeys(("money", "bought"), 0)
    unspent = dict(wrong)
    for number in range(campaigns):
        effect = chance.choice(WITH_EFFECT) if number % 2 else "none"
        shape = common_outcome.random_shape(chance, (120, 3000), effect=effect)
        looks = common_outcome.random_looks(chance, shape, OUTCOME)
        for name in wrong:
            wrong[name] += misses(name, looks, confidence, OUTCOME.looks.spent)
            unspent[name] += misses(name, looks, confidence, lambda all_, _look: all_)
    limit = confidence - 3 * sqrt(confidence * (1 - confidence) / max(campaigns, 1))
    print(f"\nfour looks at each of {campaigns} campaigns: all cover the truth")
    for name, number in wrong.items():
        covers, plain = 1 - number / campaigns, 1 - unspent[name] / campaigns
        print(f"  {name:<26} {covers:7.1%} (each with {confidence:.0%}: {plain:.1%})")
    return all(1 - number / campaigns > limit for number in wrong.values())


def misses(name, looks, confidence, spend):
    """Whether the interval of some look misses the truth."""
    for number, one in enumerate(looks, 1):
        found, truth = (
            (
                OUTCOME.effect.mean_effect(one.money, spend(confidence, number)),
                one.true_money,
            )
            if name == "money"
            else (
                OUTCOME.effect.share_effect(one.bought, spend(confidence, number)),
                one.true_share,
            )
        )
        if not found.difference.low <= truth <= found.difference.high:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
