"""The SDMX structure of a ledger: which dimensions and attributes an observation has (SDMX 2.1 information model)."""

from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.model import Component, Components, Concept, ConceptScheme, DataStructureDefinition, DataType, Role

AGENCY, NAME, VERSION = "BANYAN", "FIGURES", "1.0"
SCHEME = "FIGURES_CONCEPTS"
DIMENSIONS = {
    "FIGURE": "Row of the ledger", "SUBJECT": "Whose figure it is", "INDICATOR": "What is measured",
    "REF_AREA": "Place", "BREAKDOWN": "Part of the whole", "TIME_PERIOD": "Period",
}  # fmt: skip
MEASURE = "OBS_VALUE"
ATTRIBUTES = {
    "UNIT_MEASURE": "ISO 4217, PT percent, PP percentage points, PN number, or the unit's symbol",
    "UNIT_MULT": "The value times ten to this power is in the unit", "DECIMALS": "Decimals that were published",
    "OBS_STATUS": "CL_OBS_STATUS: A normal, E estimated (about, nearly, over ...)",
    "CONF_STATUS": "CL_CONF_STATUS: F free, N not for publication", "OPERATOR": "Comparison as in the ledger",
    "UNIT_PER": "Of a rate: per what", "PERIOD_LABEL": "Period as written", "SOURCE": "Where it was published",
    "VINTAGE": "When it was known", "DEFINITION": "Of the indicator", "PRICES": "real or nominal",
}  # fmt: skip
NOT_APPLICABLE = "_Z"


def structure() -> str:
    """Concepts and data structure as an SDMX-ML 2.1 structure message."""
    message = write_sdmx([_scheme(), _definition()], Format.STRUCTURE_SDMX_ML_2_1)
    return message or ""


def _concepts() -> dict[str, Concept]:
    names = DIMENSIONS | {MEASURE: "Value as published"} | ATTRIBUTES
    urn = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:{SCHEME}({VERSION})."
    return {id: Concept(id, urn=f"{urn}{id}", name=name) for id, name in names.items()}


def _scheme() -> ConceptScheme:
    return ConceptScheme(id=SCHEME, name="Figures", agency=AGENCY, version=VERSION, items=list(_concepts().values()))


def _definition() -> DataStructureDefinition:
    concepts = _concepts()
    parts = [
        *(Component(id, True, Role.DIMENSION, concepts[id], _type(id)) for id in DIMENSIONS),
        Component(MEASURE, True, Role.MEASURE, concepts[MEASURE], DataType.DECIMAL),
        *(Component(id, id in ("UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS"), Role.ATTRIBUTE, concepts[id], _type(id),
                    attachment_level="O") for id in ATTRIBUTES),
    ]  # fmt: skip
    return DataStructureDefinition(
        id=NAME, name="Figures", agency=AGENCY, version=VERSION, components=Components(parts)
    )


def _type(id: str) -> DataType:
    if id == "TIME_PERIOD":
        return DataType.PERIOD
    return DataType.INTEGER if id in ("UNIT_MULT", "DECIMALS") else DataType.STRING
