"""What all tables have in common."""

from __future__ import annotations

import peewee

__all__ = ["Model", "TenantModel"]


class Model(peewee.Model):
    """Base of all tables. Bound to no database: ``Storage`` and ``Scope`` bind the queries they are given."""

    id = peewee.BigAutoField()

    class Meta:
        legacy_table_names = False


class TenantModel(Model):
    """Base of tables whose rows belong to a tenant.

    :cvar tenant: id of the tenant, in the column ``tenant_id``; filled in by ``Scope``.
    """

    tenant = peewee.CharField(column_name="tenant_id")
