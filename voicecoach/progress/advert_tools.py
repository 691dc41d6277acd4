"""Names of skills and tools, and the words around them, by which an advert is read."""

from __future__ import annotations

import re

TOOLS = tuple(
    term.strip()
    for term in """
    Python, Java, JavaScript, TypeScript, C++, C#, Go, Golang, Rust, Ruby, PHP, Kotlin, Swift,
    Scala, R, Bash, PowerShell, SQL, HTML, CSS, Perl, Elixir, Node.js, React, Angular, Vue, Svelte,
    Next.js, Django, Flask, FastAPI, Spring, Spring Boot, .NET, Rails, Laravel, GraphQL, REST, gRPC,
    PostgreSQL, MySQL, SQLite, Oracle, SQL Server, MongoDB, Redis, Cassandra, DynamoDB,
    Elasticsearch, OpenSearch, Snowflake, BigQuery, Redshift, Databricks, Kafka, RabbitMQ, SQS,
    Kinesis, Spark, Flink, Hadoop, Airflow, dbt, Dagster, Fivetran, Parquet, Iceberg, Delta Lake,
    AWS, Azure, GCP, Google Cloud, Docker, Kubernetes, Helm, Terraform, Pulumi, Ansible, Puppet,
    Chef, Jenkins, GitHub Actions, GitLab CI, CircleCI, Argo CD, Linux, Git, GitHub, GitLab, Nginx,
    Prometheus, Grafana, Datadog, Splunk, New Relic, OpenTelemetry, Sentry, PagerDuty, Vault, Figma,
    Sketch, Storybook, Playwright, Cypress, Jest, Selenium, WCAG, Jira, Confluence, Notion, Trello,
    Asana, Slack, Zendesk, Intercom, Freshdesk, Salesforce, HubSpot, Dynamics, ServiceNow, Excel,
    PowerPoint, Power BI, Tableau, Looker, Metabase, Google Analytics, Amplitude, Mixpanel,
    Optimizely, SAP, Photoshop, OAuth, TCP/IP, DNS, TLS, CI/CD, ETL, A/B testing, SEO, CRM, GDPR,
    ITIL, Scrum, Kanban, Agile, Lambda, S3, EC2, ECS, Hibernate, pandas, NumPy, PyTorch, TensorFlow,
    machine learning, unit testing, code review, infrastructure as code, event-driven,
    microservices, data modelling, data warehouse, data warehousing, data protection,
    incident response, on-call, user research, usability testing, stakeholder management, roadmap,
    product discovery, K8s, EKS, GKE, OpenShift, Istio, Loki, Jaeger, Nomad, Consul, MariaDB,
    ClickHouse, Neo4j, PostGIS, Celery, Shopify, WordPress, Magento, Drupal, Mailchimp, Airtable,
    Zapier, Canva, Miro, Help Scout, Google Sheets, Google Docs, Google Workspace, Microsoft 365,
    Outlook, SharePoint, Power Automate, Qlik, SPSS, Stata, MATLAB, AutoCAD, Revit, Xero,
    QuickBooks, Workday, CKA, CKAD, PRINCE2, PMP, CISSP, CCNA, project management,
    technical writing, penetration testing, complaint handling, live chat, knowledge base,
    accessibility, performance tuning, load testing, ThoughtSpot, Great Expectations, CMake, Conda,
    AWS Glue, Key Vault, Azure Data Lake, PySpark, RESTful, Postgres, Amazon Web Services,
    Google Cloud Platform, Google Compute Engine, OpenStack, CoffeeScript, TFS, Oracle Database,
    SQL Server Integration Services, SSIS, SSRS, T-SQL, PL/SQL, NoSQL, Couchbase, Teradata,
    Bootstrap, jQuery, Knockout.js, Backbone.js, Ember.js, Tailwind, Sass, Webpack, Vite, Redux,
    D3.js, React Native, Flutter, iOS, Android, Objective-C, Xamarin, SOAP, JSON, XML, YAML,
    OpenAPI, Swagger, Postman, Express, NestJS, Symfony, Zend, ASP.NET, Entity Framework, WPF,
    Twisted, Tornado, SQLAlchemy, asyncio, Jupyter, SciPy, scikit-learn, Keras, MLflow, Kubeflow,
    SageMaker, Vertex AI, LangChain, LLM, LLMs, NLP, computer vision, deep learning,
    data visualisation, SAS, VBA, Alteryx, Talend, Informatica, Matillion, Airbyte, LookML,
    Lightdash, Streamlit, Superset, QuickSight, Qlik Sense, QlikView, MicroStrategy, Cognos, DAX,
    Power Query, Data Vault, star schema, dimensional modelling, ELT, Cloud Functions, Pub/Sub,
    Dataflow, Synapse, Azure SQL, Azure Data Factory, Azure DevOps, Microsoft Fabric,
    Azure Functions, Entra ID, Active Directory, Windows Server, PowerApps, Power Platform,
    Microsoft Office, Office 365, CloudFormation, CDK, CloudWatch, IAM, VPC, RDS, SNS, Kibana,
    Logstash, ELK, Zabbix, Nagios, SaltStack, Vagrant, Packer, Podman, Rancher, ArgoCD, Spinnaker,
    TeamCity, Bamboo, Travis CI, Bitbucket, SVN, Subversion, Mercurial, SonarQube, Snyk, HAProxy,
    Apache, Tomcat, Kong, Envoy, Ubuntu, Debian, Red Hat, CentOS, Unix, VMware, Hyper-V, Citrix,
    Cisco, BGP, VPN, firewalls, TCP, HTTP, SSL, SAML, OIDC, WebSockets, Solr, Lucene, Memcached,
    ActiveMQ, ZeroMQ, NATS, Pulsar, Event Hubs, EventBridge, Step Functions, pytest, JUnit,
    Cucumber, Robot Framework, Appium, JMeter, Gatling, k6, TestRail, Vitest, Mocha, Jasmine, Karma,
    test-driven development, TDD, BDD, pair programming, domain-driven design,
    object-oriented programming, functional programming, observability, SLOs, FinOps,
    chaos engineering, wireframing, design systems, responsive design, user stories, OKRs, UX, UI,
    Adobe Creative Suite, Adobe XD, Illustrator, InDesign, InVision, Axure, Zeplin, Framer, Webflow,
    Contentful, Sitecore, Google Tag Manager, Google Ads, Hotjar, FullStory, Pendo, LaunchDarkly,
    Braze, Marketo, Pardot, Klaviyo, Aha!, Productboard, Monday.com, ClickUp, Basecamp, MS Project,
    Visio, Lean, Six Sigma, SAFe, Waterfall, Gorgias, Kayako, Jira Service Management,
    Salesforce Service Cloud, Five9, Genesys, Avaya, Twilio, Talkdesk, NetSuite, Oracle Financials,
    IFRS, GAAP, Bloomberg, Murex, FIX, ISO 20022, ISO 27001, SOC 2, PCI DSS, HIPAA, KYC, AML, NIST,
    OWASP, SIEM, Burp Suite, Wireshark, CompTIA, CISM, OSCP, blockchain, Solidity, Haskell, Clojure,
    Erlang, F#, OCaml, Julia, Fortran, COBOL, Groovy, Lua, Dart, Visual Basic, ABAP, Apex, Zig,
    Vue.js, Nuxt, Gatsby, Alpine.js, HTMX, WebGL, Three.js, Java EE, J2EE, Quarkus, Micronaut,
    Gradle, Maven, JPA, ArcGIS, QGIS, GIS, Arduino, embedded systems, RTOS, ROS, Simulink, LabVIEW,
    SolidWorks, CAD, BIM, safeguarding, risk assessment, copywriting, content strategy,
    social media, email marketing
    """.replace("\n", " ").split(",")
)
"""What adverts name; with the packs' own terms in capitals.  Written for this project."""

EXACT = frozenset(
    """
    AML Agile Airflow Amplitude Angular Apache Apex BIM Bamboo Basecamp Bash Bloomberg Bootstrap CAD
    Chef Chrome Citrix Clojure Confluence Cucumber Cypress Dart Dynamics Elixir Envoy Excel Express
    FIX Flask Flink Framer GIS Gatsby Git Go HTTP Helm Iceberg Illustrator Intercom Jasmine Jest
    Julia Karma Kong Lambda Lean Lighthouse Loki Looker Lua Miro Mocha Notion Oracle Outlook
    Playwright Postman Pulsar Puppet R REST ROS Rails Rancher React Redux Ruby Rust SAFe SAP SAS
    SWIFT Scala Sentry Sketch Slack Snowflake Spark Spinnaker Spring Storybook Superset Swagger
    Swift Synapse TCP Tableau Tailwind Tomcat Tornado Twisted UI Vault Vite Waterfall Zig
    """.split()
)
"""Terms that are words of the language too: they count in this spelling alone."""

NOT_TOOLS = frozenset({"B2B", "CI", "URL", "SLI", "API key", "N plus one", "ALTER TABLE", "Safari"})
"""Terms of packs in capitals that are no skill one is hired for."""

BEFORE_TOOLS = re.compile(
    r"\b(experience (with|using)|knowledge of|familiar(ity)? with|proficien(t|cy) (in|with)|skilled in"
    r"|expertise (in|with)|(we|you|they|you.ll|we.ll) use|our stack( is)?:?|stack:|tools:|technologies:"
    r"|built (with|on|in)|written in|runs? on|skills in"
    r"|(tools?|technolog(y|ies)|languages?|frameworks?|platforms?|software|databases?|systems?|services|librar(y|ies)"
    r"|engines?|warehouses?|suites?|stacks?|brokers?|queues?|clouds?|environments?|applications?|records),? \(?(such as|like|for example|e\.g\.,?|including))\s+$",
    re.IGNORECASE,
)
"""Words behind which a name is a tool's."""

NO_NAMES = frozenset(
    """
    a an the i you we our your their they he she it his her who what why how where when if in on at of to
    and or but for from by with as not no yes all any some each every this that these those
    english german french spanish dutch italian portuguese polish welsh irish gaelic mandarin chinese
    japanese arabic hindi urdu russian ukrainian turkish greek swedish danish norwegian finnish latin
    uk us usa eu europe european britain british england scotland wales ireland germany france spain
    netherlands america american london berlin dublin paris leeds manchester bristol edinburgh glasgow
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december
    ai bi pr prs saas b2b b2c kpi kpis sla slas infra cms cmses
    cv gcse ba bsc msc phd mba a1 a2 b1 b2 c1 c2 dbs hr ceo cto nhs pdf ok etc mr mrs ms dr
    """.split()
)
"""Words with a capital that are no tool: languages, places, days, degrees and the like."""
