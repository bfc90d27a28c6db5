"""The base of every request body: exact types, no unknown fields, unchangeable."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, to_json


class Body(BaseModel):
    """A request body. Strict as JSON is strict: "5" is no number, 1 is no truth, a time is an ISO string.

    FastAPI hands over the parsed JSON as Python objects, where pydantic's strict mode would refuse every UUID, time,
    enum and tuple, since JSON has none. So objects are validated in JSON mode (about 10 µs for 1 KB), whatever brings
    them. A body cannot contain itself.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        if schema["type"] == "json-or-python":
            return schema
        objects = core_schema.no_info_before_validator_function(cls._as_json, schema)
        return core_schema.json_or_python_schema(json_schema=schema, python_schema=objects)

    @classmethod
    def _as_json(cls, given: Any) -> Any:
        if type(given) is not dict:
            return given
        read = cls.__pydantic_validator__.validate_json(to_json(given))
        return {name: getattr(read, name) for name in read.model_fields_set}
