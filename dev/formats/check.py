"""Opens exports with the libraries they are for, and compares what these find
with the graph's own records and counts.

    check.py DRAGOMAN FILE...

DRAGOMAN is the binary, the files are what to load: records, or entities of
FollowTheMoney. Each is loaded into a folder of its own and exported in every
format. Ends with 1 at the first difference, which it tells.
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import networkx
import rdflib
from followthemoney import model

PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
TERM = rdflib.Namespace("urn:dragoman:term:")
ID = "urn:dragoman:id:"


def same(what, got, want):
    if got != want:
        sys.exit(f"{what}: got {got!r}, want {want!r}")


class Graph:
    """A loaded graph: what it says of itself."""

    def __init__(self, dragoman, folder, file):
        self.dragoman, self.folder = dragoman, folder / "data"
        self.out = folder / "out"
        self.out.mkdir()
        self.run("load", str(file))
        self.stats = json.loads(self.run("stats", "--json"))
        self.records = [json.loads(line) for line in self.export("jsonl").open(encoding="utf-8")][1:]
        self.entities = {r["entity"]["id"]: r["entity"] for r in self.records if "entity" in r}
        self.documents = {r["document"]["id"]: r["document"] for r in self.records if "document" in r}
        self.relations = {r["relation"]["id"]: r["relation"] for r in self.records if "relation" in r}
        self.claims = sum(len(r.get(k, {}).get("claims", ())) for r in self.records for k in ("relation", "attribute"))
        retracted = sum(s["count"] for s in self.stats["statuses"] if s["status"] == "RETRACTED")
        self.shown = self.stats["relations"] - retracted
        self.merged = any("judgement" in r for r in self.records)

    def run(self, command, *arguments):
        line = [self.dragoman, command, "--data", str(self.folder), *arguments]
        done = subprocess.run(line, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(line)}: {done.stderr}")
        return done.stdout

    def export(self, format, *arguments):
        path = self.out / f"{format}{len(list(self.out.iterdir()))}"
        self.run("export", "--format", format, "-o", str(path), *arguments)
        return path

    def again(self, entities):
        """The graph that entities of FollowTheMoney give."""
        folder = Path(tempfile.mkdtemp(dir=self.out))
        file = folder / "again.ftm.json"
        file.write_bytes(entities.read_bytes())
        return Graph(self.dragoman, folder, file)

    def compare(self, what, nodes, edges):
        """nodes: {id: data}; edges: {id: (from, to, data)}."""
        same(f"{what}: nodes", len(nodes), self.stats["entities"])
        same(f"{what}: edges", len(edges), self.shown)
        if self.merged:  # ids and ends are those of the merged view
            return
        for id, data in nodes.items():
            same(f"{what}: name of {id}", data["name"], self.entities[id]["name"])
            same(f"{what}: kind of {id}", data["kind"], self.entities[id]["kind"])
            same(f"{what}: summary of {id}", data.get("summary") or "", self.entities[id].get("summary", ""))
        for id, (source, target, data) in edges.items():
            record = self.relations[id]
            same(f"{what}: ends of {id}", (source, target), (record["from"], record["to"]))
            same(f"{what}: type of {id}", data["type"], record["type"])
            same(f"{what}: key of {id}", data.get("relationKey") or "", record.get("key", ""))
            documents = data["documents"]
            if isinstance(documents, str):
                documents = documents.split(";")
            same(f"{what}: documents of {id}", set(documents), {c["document"] for c in record["claims"]})
            citations = data["citations"]
            if isinstance(citations, str):
                citations = json.loads(citations)
            same(f"{what}: titles behind {id}", [c.get("title", "") for c in citations], [self.documents[d].get("title", "") for d in documents])


def graphml(g):
    read = networkx.read_graphml(g.export("graphml"), force_multigraph=True)
    g.compare("GraphML", dict(read.nodes(data=True)), {key: (u, v, d) for u, v, key, d in read.edges(keys=True, data=True)})
    statuses = Counter(d["status"] for _, _, d in read.edges(data=True))
    for status, count in statuses.items():
        only = networkx.read_graphml(g.export("graphml", "--statuses", status.lower()), force_multigraph=True)
        same(f"GraphML: relations that are {status}", only.number_of_edges(), count)
    for _, _, d in read.edges(data=True):
        if type(d["independentSources"]) is not int or type(d["symmetric"]) is not bool:
            sys.exit(f"GraphML: types of {d}")


def gexf(g):
    path = g.export("gexf")
    read = networkx.read_gexf(path, version="1.3")
    edges = {d["id"]: (u, v, d) for u, v, d in read.edges(data=True)}
    nodes = dict(read.nodes(data=True))
    if g.merged or len(edges) < g.shown and not read.is_multigraph():
        sys.exit("GEXF: parallel edges were joined")
    g.compare("GEXF", nodes, edges)
    space = {"": "http://gexf.net/1.3"}
    spells = {e.get("id"): [(s.get("start"), s.get("end")) for s in e.findall("spells/spell", space)] for e in ElementTree.parse(path).iterfind(".//edge", space)}
    for id, (_, _, d) in edges.items():
        first = tuple(day if day and len(day) == 10 else None for day in (d.get("earliest"), d.get("latest")))  # xs:date of four digits
        if first != (None, None) and first not in spells[id]:
            sys.exit(f"GEXF: {id} is dated {first}, its spells are {spells[id]}")


def cytoscape(g):
    read = json.loads(g.export("cytoscape").read_text(encoding="utf-8"))
    nodes = {n["data"]["id"]: n["data"] for n in read["elements"]["nodes"]}
    edges = {e["data"]["id"]: (e["data"]["source"], e["data"]["target"], e["data"]) for e in read["elements"]["edges"]}
    g.compare("Cytoscape", nodes, edges)


def pair(g):
    folder = g.export("csv")
    with open(folder / "nodes.csv", encoding="utf-8", newline="") as f:
        nodes = {r["id:ID"]: r for r in csv.DictReader(f)}
    with open(folder / "edges.csv", encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    edges = {r["id"]: (r[":START_ID"], r[":END_ID"], {**r, "type": r[":TYPE"], "documents": r["documents:string[]"]}) for r in rows}
    g.compare("CSV", nodes, edges)


def jsonld(g):
    read = rdflib.Graph().parse(g.export("jsonld"), format="json-ld")
    count = lambda kind: len(set(read.subjects(rdflib.RDF.type, TERM[kind])))
    same("JSON-LD: relations", count("Relation"), g.shown)
    same("JSON-LD: documents", count("Document"), g.stats["documents"])
    agents = set(read.subjects(rdflib.RDF.type, PROV.Agent))
    actors = {"PERSON", "GOVERNMENT", "ORGANIZATION", "GROUP", "MISSION", "DELEGATION", "OFFICE"}
    if not g.merged:
        same("JSON-LD: agents", {str(a) for a in agents}, {ID + i for i, e in g.entities.items() if e["kind"] in actors})
    claims = set(read.subjects(rdflib.RDF.type, TERM.Claim))
    for claim in claims:
        document = read.value(claim, PROV.wasDerivedFrom)
        if (document, rdflib.RDF.type, TERM.Document) not in read:
            sys.exit(f"JSON-LD: {claim} is derived from {document}, which is no document")
        if read.value(claim, TERM.about) is None:
            sys.exit(f"JSON-LD: {claim} is about nothing")
    if g.shown == g.stats["relations"]:
        same("JSON-LD: claims", len(claims), g.claims)


def ftm(g):
    path = g.export("ftm")
    read, ids = [], set()
    for line in path.open(encoding="utf-8"):
        data = json.loads(line)
        entity = model.get_proxy(data, cleaned=False)  # refuses unknown schemata, cleans values
        kept = {p: v for p, v in data["properties"].items() if model[data["schema"]].get(p) is None}
        same(f"FtM: properties that {data['schema']} has not", kept, {})
        read.append(entity)
        ids.add(entity.id)
    for entity in read:
        if entity.schema.edge:
            for end in (entity.schema.source_prop, entity.schema.target_prop):
                values = entity.get(end)
                if not values or any(v not in ids for v in values):
                    sys.exit(f"FtM: {entity.id} ({entity.schema.name}) points by {end.name} at {values}")
    once = g.again(path)
    if ".ftm." in g.source:
        same("FtM: the digest after a round", once.run("digest"), g.run("digest"))
    twice = once.again(once.export("ftm"))
    same("FtM: the digest after another round", twice.run("digest"), once.run("digest"))


def main():
    dragoman, *files = sys.argv[1:]
    for file in files:
        with tempfile.TemporaryDirectory() as folder:
            g = Graph(dragoman, Path(folder), file)
            g.source = Path(file).name
            for check in (graphml, gexf, cytoscape, pair, jsonld, ftm):
                check(g)
                print(f"{g.source}: {check.__name__} reads as it should: {g.stats['entities']} entities, {g.shown} relations")


main()
