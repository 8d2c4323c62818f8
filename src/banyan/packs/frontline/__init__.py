"""The frontline pack: what people ask a city for every day. Its case types are data, in casetypes/."""

from banyan.model.pack import Pack

PACK = Pack(name="frontline", roles=("desk", "supervisor", "director"))
