"""A client that others wrote, where it is installed: pip install --target DIR georeport, and DIR on PYTHONPATH.

Its pin of xmltodict (0.14) and that of pysdmx (1.0) exclude each other, so it is in no lock.
"""

import pytest

from banyan.server.app import create_app
from banyan.server.serve import serve
from tests.server.fake_311 import WITH_APPS, Fake311
from tests.server.fake_desk import FakeDesk

georeport = pytest.importorskip("georeport", reason="the georeport client isn't installed: pip install georeport")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_georeport_package_reads_everything_it_knows_of(form):
    served = serve(create_app(FakeDesk(), {}, WITH_APPS, None, requests311=Fake311()))
    try:
        client = georeport.GeoReport(f"{served.url}open311/v2", "banyanbay.gov", output_format=form)
        assert [s["service_code"] for s in client.get_service_list()] == ["cover", "drain", "noise"]
        assert client.get_service_definition("cover")["service_code"] == "cover"
        found = client.get_service_requests(status="open")
        assert [r["service_request_id"] for r in found] == ["C/0#a", "C/2#a"]
        assert client.get_service_requests(service_request_id="C/0#a,C/2#a") == found
    finally:
        served.stop()
