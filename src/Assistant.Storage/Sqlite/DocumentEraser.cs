using Assistant.Core.Content;
using Assistant.Storage.Blobs;

namespace Assistant.Storage.Sqlite;

/// <summary>Deletes a document with everything that came from it, and keeps a proof without content.</summary>
internal sealed class DocumentEraser(WriteTransaction transaction, DateTimeOffset now)
{
    private readonly HashSet<DocumentId> _erased = [];
    private readonly List<ContentRef> _withdrawn = [];
    private int _documents;
    private int _chunks;
    private int _vectors;
    private int _blobs;
    private int _citations;
    private int _feedback;
    private long _sequence;

    /// <summary>Deletes one document and what was unpacked from it; null when there is none.</summary>
    public Deletion? Erase(DocumentId id)
    {
        (_documents, _chunks, _vectors, _blobs, _citations, _feedback, _sequence) = (0, 0, 0, 0, 0, 0, 0);
        _withdrawn.Clear();
        var known = _erased.Contains(id);
        EraseWithChildren(id);
        if (_documents == 0 && !known)
            return null;

        transaction.ContentErased = true;
        transaction.Statement("INSERT INTO deletion(document, sequence, documents, chunks, vectors, blobs, citations, feedback, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(id).Bind(_sequence).Bind(_documents).Bind(_chunks).Bind(_vectors).Bind(_blobs).Bind(_citations).Bind(_feedback).Bind(now).Run();
        _withdrawn.RemoveAll(picture => _erased.Contains(picture.Id));
        return new Deletion(id, _sequence, _documents, _chunks, _vectors, _blobs, _citations, _feedback, now) { RefreshedImages = [.. _withdrawn] };
    }

    private void EraseWithChildren(DocumentId id)
    {
        // A queue instead of recursion: archives nest as deep as their limits allow. Parents form no circle that the erased set does not end.
        var waiting = new Queue<DocumentId>([id]);
        while (waiting.TryDequeue(out var next))
        {
            if (!EraseOne(next))
                continue;
            var children = transaction.Statement("SELECT id FROM document WHERE parent = ?").Bind(next);
            while (children.Step())
                waiting.Enqueue(children.DocumentId(0));
        }
    }

    private bool EraseOne(DocumentId id)
    {
        var row = transaction.Statement("SELECT key, collection, blob, thumbnail, first_chunk, last_chunk, sequence FROM document WHERE id = ?").Bind(id);
        if (!row.Step())
            return false;
        var (key, collection, blob, thumbnail, first, last) = (row.Int64(0), row.Int64(1), row.Int64(2), row.Int64OrNull(3), row.Int64(4), row.Int64(5));
        _sequence = Math.Max(_sequence, row.Int64(6));
        row.Reset();
        _erased.Add(id);
        _documents++;
        Count(LiveContent.RemoveChunks(transaction, first, last));
        WithdrawPictures(key, collection);
        _citations += CitationEraser.Erase(transaction, id);
        EraseFeedback(id);
        TripleRows.Remove(transaction, key);
        EraseLearning(id);
        transaction.Statement("DELETE FROM parsed WHERE document = ?").Bind(key).Run();
        transaction.Statement("DELETE FROM document WHERE key = ?").Bind(key).Run();
        _blobs += BlobRows.Release(transaction, blob);
        if (thumbnail is { } picture)
            _blobs += BlobRows.Release(transaction, picture);
        return true;
    }

    private void WithdrawPictures(long page, long collection)
    {
        foreach (var key in ImageLinks.FindParsed(transaction, collection, ImageLinks.Remove(transaction, page)))
        {
            var withdrawn = LiveContent.Withdraw(transaction, key, now);
            _withdrawn.Add(withdrawn.Ref);
            Count((withdrawn.Sequence, withdrawn.Chunks, withdrawn.Vectors));
        }
    }

    private void EraseFeedback(DocumentId id)
    {
        _feedback += transaction.Statement("DELETE FROM feedback WHERE document = ?").Bind(id).Run();
        transaction.Statement("UPDATE feedback_shown SET document = zeroblob(16) WHERE document = ?").Bind(id).Run();
    }

    /// <summary>What was learned from it: votes, the buffer's items of every kind that it is a source of, and its place in logged searches.</summary>
    private void EraseLearning(DocumentId id)
    {
        transaction.Statement("DELETE FROM vote WHERE document = ?").Bind(id).Run();
        transaction.Statement("UPDATE search_shown SET document = zeroblob(16) WHERE document = ?").Bind(id).Run();
        transaction.Statement("DELETE FROM paired WHERE document = ?").Bind(id).Run();
        ReplayRows.Erase(transaction, id);
    }

    private void Count((long Sequence, int Chunks, int Vectors) removed)
    {
        _sequence = Math.Max(_sequence, removed.Sequence);
        _chunks += removed.Chunks;
        _vectors += removed.Vectors;
    }
}
