from time import monotonic


def say_every(say, text, seconds=3):
    """A progress function that speaks every few seconds."""
    spoken = monotonic()

    def progress(*numbers):
        nonlocal spoken
        if monotonic() - spoken >= seconds:
            spoken = monotonic()
            say(text.format(*numbers))

    return progress
