package graphtest

// fixture is a small contested graph of invented people and powers.
//
//	        ministry ──PART_OF──▶ norland ──RECOGNIZES──▶ sudland      until 2024 it had not
//	           ▲                   │  ▲ └──self──┘          │
//	           OF                HOST └──ACCUSE harboring───┘            disputed by norland
//	           │                   ▼
//	 anna ─HOLDS▶ fm             visit ◀─VISITOR─ rau ──BACKS──▶ ming
//	  │ └─HOST──▶ talk ─PART_OF──▲                 ▲              │
//	  │            ▲ VISITOR                       └─BACKS─ osman ◀─BACKS   (a cycle)
//	  └─SPOKE_TO, CONSULT, CONSULT (parallel)── osman ─MEMBER_OF─▶ envoys
//
//	summit   announced, occurred PLANS:     anna, ming PARTICIPATED_IN
//	call     occurred DENIES:               rau, ming PARTICIPATED_IN
//	league   the hub: anna osman rau ming norland sudland Anna MEMBER_OF
//	Anna     another person than anna, told apart by case only
//	envoys   a delegation that REPRESENTS sudland; crowd: unnamed
//
//	document    outlet    published    letter
//	d1          herald    2025-10-01   A
//	d2          tribune   2025-10-05   B
//	d3          wire      2025-10-09   C
//	d4          herald    2025-10-10   B       rests on d3, so one family with it
//	d5          -         retrieved 2025-11-01
//	d6          -         no day at all
const fixture = `
{"document":{"id":"d1","title":"One","outlet":"herald","published":"2025-10-01","reliability":"A"}}
{"document":{"id":"d2","title":"Two","outlet":"tribune","published":"2025-10-05","reliability":"B"}}
{"document":{"id":"d3","title":"Three","outlet":"wire","published":"2025-10-09","reliability":"C"}}
{"document":{"id":"d4","title":"Four","outlet":"herald","published":"2025-10-10","reliability":"B","basedOn":["d3"]}}
{"document":{"id":"d5","title":"Five","retrieved":"2025-11-01"}}
{"document":{"id":"d6","title":"Six"}}
{"entity":{"id":"norland","kind":"GOVERNMENT","name":"Norland"}}
{"entity":{"id":"sudland","kind":"GOVERNMENT","name":"Sudland","names":[{"text":"Südland","lang":"de","documents":["d1"]}]}}
{"entity":{"id":"herald","kind":"ORGANIZATION","type":"outlet","name":"The Herald"}}
{"entity":{"id":"tribune","kind":"ORGANIZATION","type":"outlet","name":"Tribune"}}
{"entity":{"id":"wire","kind":"ORGANIZATION","type":"outlet","name":"Wire"}}
{"entity":{"id":"crowd","kind":"GROUP","name":"people in the square","named":false}}
{"entity":{"id":"ministry","kind":"ORGANIZATION","type":"ministry","name":"Foreign Ministry of Norland"}}
{"entity":{"id":"fm","kind":"OFFICE","name":"Foreign Minister of Norland"}}
{"entity":{"id":"anna","kind":"PERSON","name":"Anna Berg"}}
{"entity":{"id":"Anna","kind":"PERSON","name":"Anna Bergman"}}
{"entity":{"id":"osman","kind":"PERSON","name":"Osman Teke"}}
{"entity":{"id":"rau","kind":"PERSON","name":"Ангелина Рау","names":[{"text":"Angelina Rau"}]}}
{"entity":{"id":"ming","kind":"PERSON","name":"Lü Míng"}}
{"entity":{"id":"envoys","kind":"DELEGATION","name":"Sudland's envoys"}}
{"entity":{"id":"league","kind":"ORGANIZATION","name":"League of the Coast"}}
{"entity":{"id":"visit","kind":"MEETING","type":"visit","name":"Visit to Norland"}}
{"entity":{"id":"talk","kind":"MEETING","name":"Talk in Norland"}}
{"entity":{"id":"summit","kind":"MEETING","type":"summit","name":"Summit of the Coast"}}
{"entity":{"id":"call","kind":"MEETING","type":"call","name":"Night call"}}
{"entity":{"id":"port","kind":"PLACE","name":"Port"}}
{"relation":{"from":"anna","type":"HOLDS","to":"fm","claims":[{"id":"k1","document":"d1","stance":"ASSERTS","date":"2025"},{"id":"k2","document":"d2","stance":"ASSERTS"}]}}
{"relation":{"from":"fm","type":"OF","to":"ministry","claims":[{"id":"k3","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"ministry","type":"PART_OF","to":"norland","claims":[{"id":"k4","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"norland","type":"RECOGNIZES","to":"sudland","claims":[{"id":"k5","document":"d1","stance":"DENIES","date":"2024"},{"id":"k6","document":"d2","stance":"CONFIRMS","sources":["norland"],"date":"2025-09"}]}}
{"relation":{"from":"sudland","type":"ACCUSE","to":"norland","key":"harboring","concerns":["league"],"claims":[{"id":"k7","document":"d2","stance":"REPORTS","sources":["sudland"],"date":"2025-10-04"},{"id":"k8","document":"d3","stance":"DENIES","sources":["norland"],"date":"2025-10-04"}]}}
{"relation":{"from":"norland","type":"SUPPORT","to":"norland","key":"self","claims":[{"id":"k9","document":"d1","stance":"ASSERTS","date":"2025-01-01"}]}}
{"relation":{"from":"norland","type":"PARTICIPATED_IN","to":"visit","role":"HOST","claims":[{"id":"k10","document":"d1","stance":"REPORTS","sources":["ministry"],"date":"2025-09-20"}]}}
{"relation":{"from":"rau","type":"PARTICIPATED_IN","to":"visit","role":"VISITOR","claims":[{"id":"k11","document":"d1","stance":"ASSERTS","date":"2025-09-20"}]}}
{"relation":{"from":"ming","type":"PARTICIPATED_IN","to":"visit","role":"INVITED","claims":[{"id":"k12","document":"d1","stance":"ASSERTS","date":"2025-09-20"}]}}
{"relation":{"from":"talk","type":"PART_OF","to":"visit","claims":[{"id":"k13","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"anna","type":"PARTICIPATED_IN","to":"talk","role":"HOST","claims":[{"id":"k14","document":"d1","stance":"ASSERTS","date":"2025-09-21"},{"id":"k15","document":"d2","stance":"REPORTS","sources":["ministry"],"date":"2025-09-21"}]}}
{"relation":{"from":"osman","type":"PARTICIPATED_IN","to":"talk","role":"VISITOR","claims":[{"id":"k16","document":"d2","stance":"ASSERTS","date":"2025-09-21"}]}}
{"relation":{"from":"anna","type":"SPOKE_TO","to":"osman","claims":[{"id":"k17","document":"d3","stance":"REPORTS","sources":["crowd"],"date":"2025-10-08"}]}}
{"relation":{"from":"anna","type":"CONSULT","to":"osman","key":"fish","claims":[{"id":"k18","document":"d3","stance":"ASSERTS","date":"2025-10-07"},{"id":"k19","document":"d4","stance":"ASSERTS","date":"2025-10-07"}]}}
{"relation":{"from":"osman","type":"CONSULT","to":"anna","key":"ports","claims":[{"id":"k20","document":"d5","stance":"CONFIRMS","sources":["osman"],"date":"2025-10-06/2025-10-07"}]}}
{"relation":{"from":"osman","type":"MEMBER_OF","to":"envoys","claims":[{"id":"k21","document":"d2","stance":"ASSERTS"}]}}
{"relation":{"from":"envoys","type":"REPRESENTS","to":"sudland","claims":[{"id":"k22","document":"d2","stance":"ASSERTS"}]}}
{"relation":{"from":"envoys","type":"PARTICIPATED_IN","to":"talk","role":"VISITOR","claims":[{"id":"k23","document":"d2","stance":"ASSERTS","date":"2025-09-21"}]}}
{"relation":{"from":"anna","type":"PARTICIPATED_IN","to":"summit","role":"PARTICIPANT","claims":[{"id":"k24","document":"d3","stance":"REPORTS","sources":["ministry"],"date":"2025-12"}]}}
{"relation":{"from":"ming","type":"PARTICIPATED_IN","to":"summit","role":"PARTICIPANT","claims":[{"id":"k25","document":"d3","stance":"REPORTS","sources":["ministry"],"date":"2025-12"}]}}
{"relation":{"from":"rau","type":"PARTICIPATED_IN","to":"call","claims":[{"id":"k26","document":"d2","stance":"REPORTS","sources":[{"text":"a listener"}],"date":"2025-10-02"}]}}
{"relation":{"from":"ming","type":"PARTICIPATED_IN","to":"call","claims":[{"id":"k27","document":"d2","stance":"REPORTS","sources":[{"text":"a listener"}],"date":"2025-10-02"}]}}
{"relation":{"from":"rau","type":"BACKS","to":"ming","claims":[{"id":"k28","document":"d2","stance":"ALLEGES","sources":["wire"]}]}}
{"relation":{"from":"ming","type":"BACKS","to":"osman","claims":[{"id":"k29","document":"d3","stance":"ASSERTS"}]}}
{"relation":{"from":"osman","type":"BACKS","to":"rau","claims":[{"id":"k30","document":"d6","stance":"ASSERTS"}]}}
{"relation":{"from":"anna","type":"MEMBER_OF","to":"league","claims":[{"id":"k31","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"osman","type":"MEMBER_OF","to":"league","claims":[{"id":"k32","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"rau","type":"MEMBER_OF","to":"league","claims":[{"id":"k33","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"ming","type":"MEMBER_OF","to":"league","claims":[{"id":"k34","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"norland","type":"MEMBER_OF","to":"league","claims":[{"id":"k35","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"sudland","type":"MEMBER_OF","to":"league","claims":[{"id":"k36","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"Anna","type":"MEMBER_OF","to":"league","claims":[{"id":"k37","document":"d1","stance":"ASSERTS"},{"id":"k38","document":"d6","stance":"SUGGESTS"}]}}
{"relation":{"from":"Anna","type":"OPPOSES","to":"sudland","claims":[{"id":"k39","document":"d2","stance":"SUGGESTS"}]}}
{"relation":{"from":"Anna","type":"SPOKE_TO","to":"ming","claims":[{"id":"k40","document":"d1","stance":"ASSERTS","retracted":{"at":"2025-10-20","by":"desk","kind":"WITHDRAWN","reason":"confused with another"}}]}}
{"relation":{"from":"Anna","type":"SPOKE_TO","to":"rau","claims":[{"id":"k41","document":"d1","stance":"ASSERTS","retracted":{"kind":"ERROR","reason":"misread"}}]}}
{"relation":{"from":"norland","type":"GOVERNS","to":"port","claims":[{"id":"k42","document":"d1","stance":"ASSERTS"}]}}
{"attribute":{"of":"summit","name":"occurred","value":"yes","claims":[{"id":"q1","document":"d3","stance":"PLANS","date":"2025-12"}]}}
{"attribute":{"of":"call","name":"occurred","value":"yes","claims":[{"id":"q2","document":"d3","stance":"DENIES","sources":["norland"]}]}}
{"attribute":{"of":"league","name":"size","number":12,"claims":[{"id":"q3","document":"d1","stance":"ASSERTS","date":"2025-05"}]}}
{"attribute":{"of":"league","name":"size","number":14,"claims":[{"id":"q4","document":"d2","stance":"ASSERTS","date":"2025"}]}}
{"attribute":{"of":"league","name":"size","number":9,"claims":[{"id":"q5","document":"d2","stance":"ASSERTS","date":"1990"}]}}
{"attribute":{"of":"talk","name":"topic","value":"fish","claims":[{"id":"q6","document":"d1","stance":"ASSERTS"}]}}
{"attribute":{"of":"talk","name":"topic","entity":"port","claims":[{"id":"q7","document":"d2","stance":"ASSERTS"}]}}
`
