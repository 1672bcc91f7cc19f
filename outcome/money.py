"""What a campaign cost, against what it brought."""

from dataclasses import dataclass

from .effect import Estimate


@dataclass(frozen=True)
class Return:
    """:ivar cost: what was spent, in company currency
    :ivar gained: :class:`.effect.Estimate` of the margin that the campaign brought
    :ivar net: ``gained - cost``
    :ivar rate: ``net / cost``, 1.0 = the money came back twice; None without costs
    """

    cost: float
    gained: Estimate
    net: Estimate
    rate: Estimate | None


def return_on_costs(margin, cost):
    """The return, with the interval of the margin; costs are known exactly.

    :param margin: :class:`.effect.Effect` on the margin per customer
    :param cost: of the whole campaign, >= 0, in the same currency
    """
    gained = margin.total
    net = gained.plus(-cost)
    return Return(cost, gained, net, net.times(1 / cost) if cost > 0 else None)
