"""Whether a message comes from one of the business's own people."""

from __future__ import annotations

import hmac

from frontdesk.messages import STAFF, Inbound
from frontdesk.storage.tenants import TenantDirectory
from frontdesk.tenants import Tenant

__all__ = ["comes_from_staff"]


def comes_from_staff(tenants: TenantDirectory, tenant: Tenant, message: Inbound) -> bool:
    """Whether it was written from a number that the business has registered for the account it came in at.

    The number is the one that the channel tells of the sender, of a webhook whose signature it has verified;
    never one that somebody types, and none that was known of the contact before. What staff wrote *to* a
    customer, past the bot, is nobody's command.
    """
    if message.kind == STAFF or not message.phone:
        return False
    wrote = message.phone.encode()
    numbers = tenants.staff_numbers(tenant.id, message.channel, message.account)
    # All are compared, each in the same time: how long it takes tells nothing about any of them.
    return sum(hmac.compare_digest(wrote, number.encode()) for number in numbers) > 0
