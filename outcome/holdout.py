"""Who is held out: the control group of a campaign, a random share of each stratum.

The unit is the customer, that is the commercial entity: one hospital is never half in. Chance
comes from MD5 over the campaign's seed and the customer's id alone, so anybody can repeat the
draw, on any machine, in Python or SQL.

*Those there at the start* (:func:`draw`) are put in the order stratum, ticket and every so
many-th is held out: systematic sampling from a random start (Madow and Madow 1944), over an
order that is random within each stratum. Each customer has exactly the same chance; of each
stratum the share is held out up to rounding, up or down by chance, and of the whole audience as
well. Within a stratum every set of that number is equally likely, which is what the intervals
of :mod:`.effect` rest on.

*Those who come later*, one by one or in batches, (:func:`held_out_later`) are held out if their
ticket is below the share. Who came before or comes after changes nothing, so neither batches,
nor a second try, nor two at once can reshuffle anybody; the price is that their share is right
only on average.

Either way the answer is drawn once and then kept with the customer's entry: it must be asked for
there before it is drawn.
"""

from hashlib import md5

# Tickets are of 32 bits, so that rank x share stays within a bigint of SQL.
DIGITS = 8
TICKETS = 16**DIGITS


def ticket(seed, customer_id):
    """The customer's lot in one campaign: 32 hexadecimal digits, all values equally likely."""
    key = f"{seed}:{customer_id}".encode()
    return md5(key, usedforsecurity=False).hexdigest()


def step(share):
    """The share held out as a number of tickets; 0 <= share <= 1."""
    if not 0 <= share <= 1:
        raise ValueError("The share held out must lie between 0 and 1.")
    return round(share * TICKETS)


def start(seed):
    """Where the count begins, 0 <= start < TICKETS: the ticket of nobody."""
    return int(ticket(seed, "start")[:DIGITS], 16)


def draw(strata, share, seed):
    """Hold out a share of those who are there at the start.

    :param strata: ``{customer id: stratum}``; each customer once, in any order
    :param share: of customers held out, 0 to 1
    :param seed: of the campaign, text or number: another for each, or the same customers are
        always left without
    :return: set of the ids of those held out
    """
    order = sorted(strata, key=lambda one: (strata[one], ticket(seed, one), one))
    width, first = step(share), start(seed)
    return {
        one
        for rank, one in enumerate(order, 1)
        if (rank * width + first) % TICKETS < width
    }


def held_out_later(seed, customer_id, share):
    """Is this customer, who was not there at the start, held out?"""
    return int(ticket(seed, customer_id)[:DIGITS], 16) < step(share)
