"""Reaches the scheduler of a Dask cluster, and says why where that fails."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from voicecoach.errors import NetworkError, UsageError


def connect(address: str, timeout_s: float) -> Any:
    """Return a client of the scheduler at an address.

    Parameters
    ----------
    address
        Such as ``tcp://10.0.0.5:8786``.
    timeout_s
        Limit for reaching it, in seconds.

    Raises
    ------
    UsageError
        ``cluster-address`` if no scheduler can have this address.
    NetworkError
        ``no-scheduler`` if none is there, or another program answers.
    """
    from distributed import Client
    from distributed.comm.addressing import get_address_host

    no_address = UsageError(
        f"{address} is no address of a scheduler.",
        "It looks like tcp://HOST:8786; `local` starts one here.",
        code="cluster-address",
    )
    try:
        get_address_host(address)
    except Exception as error:
        raise no_address from error
    try:
        with ThreadPoolExecutor(1) as thread:  # the caller's own may be running an event loop
            thread.submit(asyncio.run, _shake_hands(address, timeout_s)).result()
        return Client(address, timeout=timeout_s)
    except TypeError as error:  # tls:// without certificates; ucx:// without its library
        raise no_address from error
    except Exception as error:  # another program's answer is an error of any kind to Dask
        raise NetworkError(
            f"There is no Dask scheduler at {address}.",
            "`dask scheduler` starts one; `local` starts one here.",
            code="no-scheduler",
        ) from error


async def _shake_hands(address: str, timeout_s: float) -> None:
    """Try whether a scheduler answers; Dask's client waits without a limit for a whole answer."""
    from distributed.comm.core import connect as connect_comm
    from distributed.security import Security

    settings = Security().get_connection_args("client")
    async with asyncio.timeout(timeout_s):
        comm = await connect_comm(address, timeout=timeout_s, **settings)
        await comm.close()
