namespace Assistant.Storage.Sqlite;

/// <summary>
/// The tables of assistant.db, as steps from one <c>user_version</c> to the next. A step that has been released is never
/// changed. Ids are 16 bytes in network order (so that they sort by time), times milliseconds since 1970, lists JSON.
/// </summary>
internal static class Schema
{
    /// <summary>Version that this program writes.</summary>
    public static int Version => Steps.Count;

    /// <summary>Step i brings version i to i + 1.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE collection(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            groups TEXT NOT NULL DEFAULT '[]');

        -- bytes is NULL for a large blob: then it is a file. hash is its name.
        CREATE TABLE blob(
            key INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            bytes BLOB);

        -- Blobs that were put but are not part of a document yet; the sweep looks here.
        CREATE TABLE unowned(
            blob INTEGER PRIMARY KEY REFERENCES blob(key) ON DELETE CASCADE,
            since INTEGER NOT NULL);

        CREATE TABLE derived(
            blob INTEGER NOT NULL REFERENCES blob(key) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY(blob, kind)) WITHOUT ROWID;

        -- version, state, blob, size, reason, attempts: the newest accepted version.
        -- live_version, title, kind, first_chunk, last_chunk, thumbnail, width, height: the version whose text is searchable.
        -- sequence: its last change. parent_version: version that the parent had when this was last accepted as part of it.
        CREATE TABLE document(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            collection INTEGER NOT NULL REFERENCES collection(key),
            uri TEXT NOT NULL,
            version INTEGER NOT NULL,
            state INTEGER NOT NULL,
            blob INTEGER NOT NULL REFERENCES blob(key),
            size INTEGER NOT NULL,
            reason TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            media_type TEXT,
            source TEXT,
            parent BLOB,
            parent_version INTEGER,
            modified INTEGER,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            live_version INTEGER,
            title TEXT,
            kind INTEGER,
            first_chunk INTEGER NOT NULL DEFAULT 1,
            last_chunk INTEGER NOT NULL DEFAULT 0,
            thumbnail INTEGER REFERENCES blob(key),
            width INTEGER,
            height INTEGER,
            sequence INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX document_identity ON document(collection, uri);
        CREATE INDEX document_state ON document(collection, state);
        CREATE INDEX document_unfinished ON document(id) WHERE state < 3;
        CREATE INDEX document_blob ON document(blob);
        CREATE INDEX document_thumbnail ON document(thumbnail) WHERE thumbnail IS NOT NULL;
        CREATE INDEX document_parent ON document(parent) WHERE parent IS NOT NULL;

        CREATE TABLE parsed(
            document INTEGER PRIMARY KEY REFERENCES document(key),
            text TEXT NOT NULL);

        -- Chunks of a document are the contiguous range first_chunk to last_chunk, so that no second index is needed.
        CREATE TABLE chunk(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            document INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            page INTEGER,
            kind INTEGER NOT NULL,
            headings TEXT,
            text TEXT NOT NULL);

        CREATE TABLE encoder(
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE);

        CREATE TABLE vector(
            key INTEGER PRIMARY KEY,
            chunk INTEGER NOT NULL,
            encoder INTEGER NOT NULL REFERENCES encoder(key),
            modality INTEGER NOT NULL,
            value BLOB NOT NULL,
            UNIQUE(chunk, encoder, modality));

        -- Pictures that a live text shows: uri is the picture's, in the same collection.
        CREATE TABLE image_link(
            document INTEGER NOT NULL REFERENCES document(key),
            collection INTEGER NOT NULL,
            uri TEXT NOT NULL,
            alt TEXT NOT NULL,
            headings TEXT);
        CREATE INDEX image_link_uri ON image_link(collection, uri);
        CREATE INDEX image_link_document ON image_link(document);

        CREATE TABLE change(
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            kind INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL);

        -- Proofs of deletion: no content, no names.
        CREATE TABLE deletion(
            document BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            documents INTEGER NOT NULL,
            chunks INTEGER NOT NULL,
            vectors INTEGER NOT NULL,
            blobs INTEGER NOT NULL,
            citations INTEGER NOT NULL,
            feedback INTEGER NOT NULL,
            at INTEGER NOT NULL);

        CREATE TABLE conversation(
            key INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            user TEXT NOT NULL,
            title TEXT NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL);
        CREATE INDEX conversation_user ON conversation(user, updated);

        CREATE TABLE message(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            conversation INTEGER NOT NULL REFERENCES conversation(key) ON DELETE CASCADE,
            role TEXT NOT NULL,
            text TEXT NOT NULL,
            created INTEGER NOT NULL);
        CREATE INDEX message_conversation ON message(conversation);

        CREATE TABLE citation(
            message INTEGER NOT NULL REFERENCES message(key) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            document BLOB NOT NULL,
            version INTEGER NOT NULL,
            collection TEXT NOT NULL,
            uri TEXT NOT NULL,
            title TEXT,
            kind INTEGER NOT NULL,
            page INTEGER,
            headings TEXT,
            quote TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL);
        CREATE INDEX citation_message ON citation(message);
        CREATE INDEX citation_document ON citation(document);

        CREATE TABLE feedback(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            user TEXT NOT NULL,
            signal TEXT NOT NULL,
            query TEXT NOT NULL,
            document BLOB,
            message BLOB,
            rank INTEGER,
            text TEXT,
            at INTEGER NOT NULL);
        CREATE UNIQUE INDEX feedback_once ON feedback(user, query, ifnull(document, x''), signal);
        CREATE INDEX feedback_document ON feedback(document) WHERE document IS NOT NULL;

        -- document is 16 zero bytes where a shown document was deleted, so that the others keep their rank.
        CREATE TABLE feedback_shown(
            feedback INTEGER NOT NULL REFERENCES feedback(key) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            document BLOB NOT NULL,
            PRIMARY KEY(feedback, position)) WITHOUT ROWID;
        CREATE INDEX feedback_shown_document ON feedback_shown(document);

        CREATE TABLE api_key(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            name TEXT NOT NULL,
            role INTEGER NOT NULL,
            groups TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            created INTEGER NOT NULL);
        """,

        // A random number for each change: an index that followed this log tells it from a restored older one. 0 once compacted.
        """
        ALTER TABLE change ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
        UPDATE change SET mark = random();
        """,

        """
        -- tags: given with the newest accepted version. found_tags: those that the live text names itself. live_tags: both, what is searched.
        -- date: of the live version; that of the acceptance before the first parse.
        ALTER TABLE document ADD COLUMN tags TEXT;
        ALTER TABLE document ADD COLUMN found_tags TEXT;
        ALTER TABLE document ADD COLUMN live_tags TEXT;
        ALTER TABLE document ADD COLUMN date INTEGER NOT NULL DEFAULT 0;
        UPDATE document SET date = coalesce(modified, created);
        """,

        """
        -- half: stored as float16, else float32. An empty value is a refusal: the encoder cannot read this input.
        ALTER TABLE vector ADD COLUMN half INTEGER NOT NULL DEFAULT 0;

        -- model: what configuration called it when it was last assigned. noise_*: cosines of unrelated texts and pictures.
        ALTER TABLE encoder ADD COLUMN model TEXT;
        ALTER TABLE encoder ADD COLUMN noise_mean REAL;
        ALTER TABLE encoder ADD COLUMN noise_deviation REAL;
        ALTER TABLE encoder ADD COLUMN noise_pictures INTEGER;

        -- Who serves a role. started: when the building began.
        CREATE TABLE encoder_role(
            role INTEGER PRIMARY KEY,
            active INTEGER NOT NULL REFERENCES encoder(key),
            building INTEGER REFERENCES encoder(key),
            previous INTEGER REFERENCES encoder(key),
            declined INTEGER REFERENCES encoder(key),
            started INTEGER,
            changed INTEGER NOT NULL);
        CREATE INDEX document_picture ON document(first_chunk) WHERE kind = 1;
        """,

        """
        -- parent: key of the message that it follows; NULL for a first one. state: see MessageState. Times in milliseconds.
        ALTER TABLE message ADD COLUMN parent INTEGER;
        ALTER TABLE message ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE message ADD COLUMN model TEXT;
        ALTER TABLE message ADD COLUMN supported INTEGER;
        ALTER TABLE message ADD COLUMN prompt_tokens INTEGER;
        ALTER TABLE message ADD COLUMN completion_tokens INTEGER;
        ALTER TABLE message ADD COLUMN first_ms REAL;
        ALTER TABLE message ADD COLUMN total_ms REAL;
        ALTER TABLE message ADD COLUMN suggestions TEXT;
        UPDATE message SET parent = (SELECT max(earlier.key) FROM message earlier WHERE earlier.conversation = message.conversation AND earlier.key < message.key);
        CREATE INDEX message_running ON message(state) WHERE state = 1;

        CREATE TABLE message_image(
            message INTEGER PRIMARY KEY REFERENCES message(key) ON DELETE CASCADE,
            bytes BLOB NOT NULL);

        -- How an answer was made. value: words of a thought, observation, notice or piece of text; arguments of a call; number of a citation.
        -- Pieces of text are kept only until the answer ends.
        CREATE TABLE answer_event(
            message INTEGER NOT NULL REFERENCES message(key) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            step INTEGER NOT NULL,
            call TEXT,
            tool TEXT,
            value TEXT NOT NULL,
            flag INTEGER NOT NULL DEFAULT 0,
            ms REAL,
            PRIMARY KEY(message, sequence)) WITHOUT ROWID;

        -- What an observation showed of the collections.
        CREATE TABLE answer_source(
            message INTEGER NOT NULL REFERENCES message(key) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,
            position INTEGER NOT NULL,
            number INTEGER NOT NULL,
            document BLOB NOT NULL,
            collection TEXT NOT NULL,
            uri TEXT NOT NULL,
            title TEXT,
            kind INTEGER NOT NULL,
            headings TEXT,
            PRIMARY KEY(message, sequence, position)) WITHOUT ROWID;
        CREATE INDEX answer_source_document ON answer_source(document);

        -- hash: SHA-256 of the secret part of a link.
        CREATE TABLE share(
            hash BLOB PRIMARY KEY,
            conversation INTEGER NOT NULL REFERENCES conversation(key) ON DELETE CASCADE,
            created INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX share_conversation ON share(conversation);

        -- What a user told to be kept. collection: only there; NULL for everywhere. conversation, message: where it was said.
        -- superseded: id of the fact that took its place. used, uses: when and how often it was recalled. vector: of the encoder, float32.
        CREATE TABLE fact(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            user TEXT NOT NULL,
            collection TEXT,
            text TEXT NOT NULL,
            requested INTEGER NOT NULL,
            conversation BLOB,
            message BLOB,
            created INTEGER NOT NULL,
            used INTEGER NOT NULL,
            uses INTEGER NOT NULL DEFAULT 0,
            superseded BLOB,
            encoder TEXT,
            vector BLOB);
        CREATE INDEX fact_user ON fact(user);
        """,

        """
        -- What live texts state. start, end: where it stands in the parsed text.
        CREATE TABLE triple(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            document INTEGER NOT NULL REFERENCES document(key),
            subject TEXT NOT NULL,
            predicate TEXT NOT NULL,
            object TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL);
        CREATE INDEX triple_document ON triple(document);

        -- Stems of their words. part: 0 for subject and object, 1 for the predicate.
        CREATE TABLE triple_term(
            term TEXT NOT NULL,
            part INTEGER NOT NULL,
            triple INTEGER NOT NULL,
            PRIMARY KEY(term, part, triple)) WITHOUT ROWID;
        CREATE INDEX triple_term_triple ON triple_term(triple);
        CREATE INDEX feedback_message ON feedback(message) WHERE message IS NOT NULL;
        """,

        """
        -- uploader: id of the key that submitted it last; NULL for the local user and for sources of the service itself.
        ALTER TABLE document ADD COLUMN uploader TEXT;

        -- Searches of users. query: as asked. hash: of the folded query and its picture. collections: those asked for; NULL for all. message: the question that it was made for.
        -- adapter: versions that moved the query.
        CREATE TABLE search(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            user TEXT NOT NULL,
            query TEXT NOT NULL,
            hash BLOB NOT NULL,
            collections TEXT,
            message BLOB,
            adapter TEXT NOT NULL,
            at INTEGER NOT NULL);
        CREATE INDEX search_user ON search(user, key);
        CREATE INDEX search_message ON search(message) WHERE message IS NOT NULL;
        CREATE INDEX search_at ON search(at);

        -- The query as encoders gave it, before any adapter.
        CREATE TABLE search_vector(
            search INTEGER NOT NULL REFERENCES search(key) ON DELETE CASCADE,
            direction INTEGER NOT NULL,
            encoder TEXT NOT NULL,
            value BLOB NOT NULL,
            half INTEGER NOT NULL,
            PRIMARY KEY(search, direction, encoder)) WITHOUT ROWID;

        -- What was shown, best first. document is 16 zero bytes where it was deleted. moved: 1 down or -1 up by one place, by chance.
        CREATE TABLE search_shown(
            search INTEGER NOT NULL REFERENCES search(key) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            document BLOB NOT NULL,
            chunk INTEGER NOT NULL,
            moved INTEGER NOT NULL,
            PRIMARY KEY(search, position)) WITHOUT ROWID;
        CREATE INDEX search_shown_document ON search_shown(document);

        ALTER TABLE feedback ADD COLUMN search BLOB;

        -- One vote for each user, query and document: the newest judgement. hash: as in search. value: -1 to 1.
        -- own: about a document that the user submitted itself. moved: as in search_shown.
        CREATE TABLE vote(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            user TEXT NOT NULL,
            hash BLOB NOT NULL,
            document BLOB NOT NULL,
            chunk INTEGER NOT NULL,
            collection TEXT NOT NULL,
            signal TEXT NOT NULL,
            value REAL NOT NULL,
            rank INTEGER,
            propensity REAL NOT NULL,
            moved INTEGER NOT NULL,
            own INTEGER NOT NULL,
            adapter TEXT NOT NULL,
            at INTEGER NOT NULL,
            UNIQUE(user, hash, document));
        CREATE INDEX vote_document ON vote(document);
        CREATE INDEX vote_user ON vote(user, key);

        CREATE TABLE vote_vector(
            vote INTEGER NOT NULL REFERENCES vote(key) ON DELETE CASCADE,
            direction INTEGER NOT NULL,
            encoder TEXT NOT NULL,
            value BLOB NOT NULL,
            half INTEGER NOT NULL,
            PRIMARY KEY(vote, direction, encoder)) WITHOUT ROWID;

        -- Grows with every change of the votes, by whatever way they change: caches of them compare it.
        CREATE TABLE vote_version(version INTEGER NOT NULL);
        INSERT INTO vote_version(version) VALUES(1);
        CREATE TRIGGER vote_added AFTER INSERT ON vote BEGIN UPDATE vote_version SET version = version + 1; END;
        CREATE TRIGGER vote_changed AFTER UPDATE ON vote BEGIN UPDATE vote_version SET version = version + 1; END;
        CREATE TRIGGER vote_removed AFTER DELETE ON vote BEGIN UPDATE vote_version SET version = version + 1; END;

        -- The replay buffer. user is empty for pairs of ingested content. priority: of the reservoir, from the id; the lowest stay.
        CREATE TABLE replay(
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            direction INTEGER NOT NULL,
            encoder TEXT NOT NULL,
            user TEXT NOT NULL,
            collection TEXT NOT NULL,
            origin INTEGER NOT NULL,
            target BLOB NOT NULL,
            query BLOB NOT NULL,
            query_half INTEGER NOT NULL,
            vector BLOB NOT NULL,
            vector_half INTEGER NOT NULL,
            value INTEGER NOT NULL,
            propensity REAL NOT NULL,
            weight REAL NOT NULL,
            at INTEGER NOT NULL,
            priority INTEGER NOT NULL);
        CREATE INDEX replay_domain ON replay(user, collection, origin, priority);
        CREATE INDEX replay_gold ON replay(origin) WHERE origin = 2;
        CREATE INDEX replay_direction ON replay(direction, encoder, id);

        CREATE TABLE replay_source(
            replay INTEGER NOT NULL REFERENCES replay(key) ON DELETE CASCADE,
            document BLOB NOT NULL,
            PRIMARY KEY(replay, document)) WITHOUT ROWID;
        CREATE INDEX replay_source_document ON replay_source(document);

        -- How many items were ever offered.
        CREATE TABLE replay_offered(
            user TEXT NOT NULL,
            collection TEXT NOT NULL,
            direction INTEGER NOT NULL,
            encoder TEXT NOT NULL,
            origin INTEGER NOT NULL,
            added INTEGER NOT NULL,
            PRIMARY KEY(user, collection, direction, encoder, origin)) WITHOUT ROWID;

        -- Pictures whose words have been offered to the replay buffer; another parse has other chunks, and is offered anew.
        CREATE TABLE paired(
            document BLOB NOT NULL,
            encoder TEXT NOT NULL,
            chunk INTEGER NOT NULL,
            PRIMARY KEY(document, encoder)) WITHOUT ROWID;
        """,

        """
        -- What older turns of a conversation come to. turns: SHA-256 of their roles and texts, as they were read.
        CREATE TABLE summary(
            conversation INTEGER NOT NULL REFERENCES conversation(key) ON DELETE CASCADE,
            turns BLOB NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY(conversation, turns)) WITHOUT ROWID;
        """,

        """
        -- What a search was restricted to, so that it can be made again: kind of document, tags as JSON (null for none), dates in milliseconds.
        ALTER TABLE search ADD COLUMN kind INTEGER;
        ALTER TABLE search ADD COLUMN tags TEXT;
        ALTER TABLE search ADD COLUMN since INTEGER;
        ALTER TABLE search ADD COLUMN until INTEGER;
        CREATE INDEX search_hash ON search(hash, key);
        """,
    ];

    /// <summary>Brings a database up to <see cref="Version"/> in one transaction; processes that start together do it once.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer program.</exception>
    public static void Migrate(SqliteSession session, string path)
    {
        if (ReadVersion(session) == Version)
            return;

        session.Execute("BEGIN IMMEDIATE");
        var found = ReadVersion(session);
        if (found > Version)
        {
            session.Execute("ROLLBACK");
            throw new InvalidDataException($"{path} has format {found}, which is newer than the {Version} that this program knows. Use the newer program, or restore a backup.");
        }

        foreach (var step in Steps.Skip(found))
            session.Execute(step);
        session.Execute($"PRAGMA user_version={Version}");
        session.Execute("COMMIT");
    }

    // Not a kept statement: a prepared pragma may answer from the moment it was prepared.
    private static int ReadVersion(SqliteSession session)
    {
        var statement = session.Statement("SELECT user_version FROM pragma_user_version");
        return (int)(statement.Scalar() ?? 0);
    }
}
