"""A mail server on loopback: what it received is what Odoo really sent."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Received:
    """One message as it came over the wire.

    :ivar recipients: those of the envelope, whom the server would deliver it to
    """

    recipients: tuple
    message: EmailMessage

    @property
    def subject(self):
        return self.message["Subject"]

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()


class MailServer:
    """An SMTP server in a thread of its own, on a free port of 127.0.0.1.

    It refuses the addresses in ``refused``, as a server does that knows no such mailbox.
    """

    def __init__(self):
        self.received = []
        self.refused = set()
        self._controller = _Controller(self, hostname="127.0.0.1", port=0)

    @property
    def port(self):
        return self._controller.port

    def start(self):
        self._controller.start()

    def stop(self):
        self._controller.stop()

    async def handle_RCPT(self, _server, _session, envelope, address, options):
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append(Received(tuple(envelope.rcpt_tos), message))
        return "250 Message accepted"

    def recipients(self):
        """Every delivery, sorted: an address that got two messages is there twice."""
        return sorted(
            address for received in self.received for address in received.recipients
        )

    def to(self, address):
        """The one message to an address."""
        [received] = [r for r in self.received if address in r.recipients]
        return received


class _Controller(Controller):
    """Of port 0 the system makes a free one, which is known once it listens."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        return super()._trigger_server()
