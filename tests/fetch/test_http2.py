"""TLS and HTTP/2 against a server on loopback, whose certificate is trusted by an injected context alone."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kkharvest.core.settings import FetchSettings
from kkharvest.fetch.client import Answer, AskError, Client
from kkharvest.fetch.network import Network
from kkharvest.fetch.transport import PinnedTransport

HOST = "tls.example"
BODY = b"<h1>Klimatavtal</h1>" * 5000


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of the host with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


async def _speak_http2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    waiting: dict[int, bytes] = {}
    while data := await reader.read(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived) and event.stream_id is not None:
                connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
                waiting[event.stream_id] = BODY
        for stream in list(waiting):
            _send_what_fits(connection, stream, waiting)
        writer.write(connection.data_to_send())
    writer.close()


def _send_what_fits(connection: h2.connection.H2Connection, stream: int, waiting: dict[int, bytes]) -> None:
    while waiting.get(stream):
        room = min(connection.local_flow_control_window(stream), connection.max_outbound_frame_size)
        if not room:
            return
        part, waiting[stream] = waiting[stream][:room], waiting[stream][room:]
        connection.send_data(stream, part, end_stream=not waiting[stream])
    waiting.pop(stream)


async def _speak_http1(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY)
    await writer.drain()
    writer.close()


@asynccontextmanager
async def serving(certificate: Path, *protocols: str) -> AsyncIterator[int]:
    """The port of a TLS server that offers these protocols."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(protocols)
    speak = _speak_http2 if "h2" in protocols else _speak_http1
    server = await asyncio.start_server(speak, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def asked(certificate: Path, *protocols: str, is_trusted: bool = True) -> list[Answer]:
    """Two answers of the server, one after the other."""
    trust = ssl.create_default_context(cafile=str(certificate)) if is_trusted else None
    async with serving(certificate, *protocols) as port:
        network = Network.for_sample({HOST: ("127.0.0.1", port)})
        transport = PinnedTransport(network, connections=1, ssl_context=trust)
        client = Client(network, FetchSettings(timeout_s=5), "kkharvest/0 (+drift@x.se)", transport)
        try:
            return [await client.ask(f"https://{HOST}/{path}") for path in ("a", "b")]
        finally:
            await client.aclose()


@pytest.mark.parametrize(("protocols", "version"), [(("h2", "http/1.1"), "HTTP/2"), (("http/1.1",), "HTTP/1.1")])
def test_http2_is_spoken_where_it_is_offered(certificate: Path, protocols: tuple[str, ...], version: str) -> None:
    answers = asyncio.run(asked(certificate, *protocols))
    assert [(answer.version, answer.status, answer.body == BODY) for answer in answers] == [(version, 200, True)] * 2


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with pytest.raises(AskError, match=r"TLS: .*certificate verify failed") as refused:
        asyncio.run(asked(certificate, "h2", is_trusted=False))
    assert refused.value.outcome == "unreachable"
