// 把本文件夹的 CSV 放进 Neo4j 的 import 目录，再执行：cypher-shell -f load.cypher
// Put the CSV files of this folder into Neo4j's import directory, then run: cypher-shell -f load.cypher
// 空库也可整批导入 / into an empty database, in bulk:
//   neo4j-admin database import full neo4j --nodes=nodes.csv{% if figures %} --nodes=observations.csv{% endif %} --relationships=relationships.csv
CREATE CONSTRAINT zhiwen_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;

LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
MERGE (n:Entity {id: row.`id:ID`})
SET n.label = row.label, n.name = row.name, n.type = row.type, n.type_label = row.type_label, n.aliases = row.aliases;

{% for label, types in labels.items() if label != "Entity" %}
MATCH (n:Entity) WHERE n.type IN {{ types | tojson }} SET n:`{{ label }}`;
{% endfor %}
{% if figures %}

CREATE CONSTRAINT zhiwen_observation_id IF NOT EXISTS FOR (n:Observation) REQUIRE n.id IS UNIQUE;

LOAD CSV WITH HEADERS FROM 'file:///observations.csv' AS row
MERGE (n:Observation {id: row.`id:ID`})
SET n.label = row.label, n.name = row.name, n.type = row.type, n.written = row.written,
    n.value = toFloat(row.`value:double`), n.value_max = toFloat(row.`value_max:double`), n.unit = row.unit,
    n.comparator = row.comparator, n.status = row.status, n.period = row.period,
    n.confidence = toFloat(row.`confidence:double`){% for name in sources %}, n.{{ name }} = row.{{ name }}{% endfor %};
{% endif %}
{% for type in relations + figures %}

LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.interaction = '{{ type }}'
MATCH (a:{{ 'Observation' if type in figures else 'Entity' }} {id: row.`:START_ID`}), (b:Entity {id: row.`:END_ID`})
MERGE (a)-[r:`{{ type | upper }}` {id: row.id}]->(b)
SET r.label = row.label, r.interaction = row.interaction, r.relation = row.relation, r.verbs = row.verbs,
    r.confidence = toFloat(row.`confidence:double`), r.evidence = toInteger(row.`evidence:int`){% for name in sources %}, r.{{ name }} = row.{{ name }}{% endfor %};
{% endfor %}
