using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>The encoder store: each method is one call of the writer or one read.</summary>
internal sealed class SqliteEncoderStore(AssistantDatabase database, TimeProvider time) : IEncoderStore
{
    /// <inheritdoc/>
    public IReadOnlyList<EncoderAssignment> Read() => database.Read(EncoderRows.Read);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(EncoderAssignment assignment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        await database.WriteAsync(
            transaction =>
            {
                EncoderRows.Write(transaction, assignment);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<EncoderAssignment?> SwitchAsync(EncoderRole role, string encoderId, long verifiedKey, CancellationToken cancellationToken = default) =>
        database.WriteAsync(transaction => EncoderCoverage.Switch(transaction, role, encoderId, verifiedKey, time.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<(long Done, long Total)> CountAsync(EncoderRole role, string encoderId, CancellationToken cancellationToken = default) =>
        Read(session => EncoderCoverage.Count(session, role, EncoderRows.Find(session, encoderId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChunkText>> ReadTextsWithoutVectorAsync(string encoderId, long afterKey, int limit, CancellationToken cancellationToken = default) =>
        Read(session => EncoderCoverage.ReadTexts(session, EncoderRows.Find(session, encoderId), afterKey, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PictureSource>> ReadPicturesWithoutVectorAsync(string encoderId, long afterKey, int limit, CancellationToken cancellationToken = default) =>
        Read(session => EncoderCoverage.ReadPictures(session, EncoderRows.Find(session, encoderId), afterKey, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PictureSource>> ReadPicturesWithoutVectorAsync(IReadOnlyList<ContentRef> refs, string encoderId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(refs);
        return Read(session => EncoderCoverage.ReadPictures(session, EncoderRows.Find(session, encoderId), refs), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> SettledKeyAsync(CancellationToken cancellationToken = default) => Read(
        session => session.Statement("SELECT min(first_chunk) - 1 FROM document WHERE state = 1 AND first_chunk <= last_chunk").Scalar()
            ?? session.Statement("SELECT max(key) FROM chunk").Scalar() ?? 0,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<float>>> ReadPictureVectorsAsync(string encoderId, int count, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<ReadOnlyMemory<float>>>(
            session =>
            {
                // An order that has nothing to do with the pictures, and is the same every time: Knuth's multiplicative hash of the key.
                var rows = session.Statement("""
                    SELECT v.value, v.half FROM document d JOIN vector v ON v.chunk = d.first_chunk AND v.encoder = ? AND v.modality = 1
                    WHERE d.kind = 1 AND length(v.value) > 0 ORDER BY (d.first_chunk * 2654435761) & 4294967295 LIMIT ?
                    """).Bind(EncoderRows.Find(session, encoderId)).Bind(count);
                var vectors = new List<ReadOnlyMemory<float>>();
                while (rows.Step())
                    vectors.Add(VectorBytes.Read(rows.Bytes(0), rows.Int32(1) == 1));
                return vectors;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ImageNoise? ReadNoise(string encoderId) => database.Read(session =>
    {
        var row = session.Statement("SELECT noise_mean, noise_deviation, noise_pictures FROM encoder WHERE id = ? AND noise_mean IS NOT NULL").Bind(encoderId);
        if (!row.Step())
            return null;
        var noise = new ImageNoise(row.Double(0), row.Double(1), row.Int64(2));
        row.Reset();
        return noise;
    });

    /// <inheritdoc/>
    public async ValueTask WriteNoiseAsync(string encoderId, ImageNoise noise, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(noise);
        await database.WriteAsync(
            transaction => transaction.Statement("UPDATE encoder SET noise_mean = ?, noise_deviation = ?, noise_pictures = ? WHERE id = ?")
                .Bind(noise.Mean).Bind(noise.Deviation).Bind(noise.Pictures).Bind(encoderId).Run(),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EncoderVectors>> ListAsync(CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<EncoderVectors>>(
            session =>
            {
                var rows = session.Statement("""
                    SELECT e.id, e.model, sum(v.modality = 0), sum(v.modality = 1) FROM vector v JOIN encoder e ON e.key = v.encoder GROUP BY e.key ORDER BY e.key
                    """);
                var encoders = new List<EncoderVectors>();
                while (rows.Step())
                    encoders.Add(new EncoderVectors(rows.Text(0), rows.TextOrNull(1), rows.Int64(2), rows.Int64(3)));
                return encoders;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> PruneAsync(EncoderRole role, string encoderId, int limit, CancellationToken cancellationToken = default) =>
        database.WriteAsync(transaction => EncoderCoverage.Prune(transaction, role, encoderId, limit, time.GetUtcNow()), cancellationToken);

    private ValueTask<T> Read<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(read, snapshot: true));
    }
}
