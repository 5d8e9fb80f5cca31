"""What all tables have in common."""

from __future__ import annotations

import peewee

__all__ = ["Model", "TenantModel"]


class Model(peewee.Model):
    """Base of all tables. Not bound to a database: queries go through ``Storage`` and ``Scope``, which bind them."""

    id = peewee.BigAutoField()

    class Meta:
        legacy_table_names = False


class TenantModel(Model):
    """Base of tables whose rows belong to a tenant.

    :cvar tenant: id of the tenant, in the column ``tenant_id``; filled in by ``Scope``.
    """

    tenant = peewee.CharField(column_name="tenant_id", index=True)
