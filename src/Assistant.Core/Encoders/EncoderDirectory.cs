using System.Collections.Concurrent;
using System.Collections.Frozen;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Encoders;

/// <summary>
/// The encoders that the store assigns to roles, loaded when they are first asked for and kept to the end of the process, so that
/// a query never loses the one it began with. Roles that configuration sets to <c>none</c> have none. Safe from many threads.
/// </summary>
public sealed partial class EncoderDirectory : IEncoderDirectory, IDisposable
{
    // Other processes learn of a change within this time; the owner of the data directory is told at once.
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(1);

    private readonly IEncoderStore store;
    private readonly IEncoderLoader? loader;
    private readonly EncoderOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<EncoderDirectory> logger;
    private readonly ConcurrentDictionary<string, Lazy<Loaded>> loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Encoder> byId = new(StringComparer.Ordinal);
    private volatile Snapshot? snapshot;

    /// <summary>Names the directory; nothing is read or loaded yet. Without a loader there are no encoders.</summary>
    public EncoderDirectory(IEncoderStore store, IOptions<EncoderOptions> options, ILogger<EncoderDirectory> logger, IEncoderLoader? loader = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.store = store;
        this.loader = loader;
        this.options = options.Value;
        this.time = time ?? TimeProvider.System;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public Encoder? ForQueries(EncoderRole role) => (snapshot ?? Reload()).Of(role) is { } assignment ? Find(assignment.Active) : null;

    /// <inheritdoc/>
    public IReadOnlyList<Encoder> ForIngestion(EncoderRole role)
    {
        var current = snapshot;
        if (current is null || time.GetElapsedTime(current.ReadAt) > RefreshEvery) current = Reload();
        if (current.Of(role) is not { } assignment) return [];
        var (active, building) = (Find(assignment.Active), assignment.Building is { } next ? Find(next) : null);
        return (active, building) switch
        {
            (null, null) => [],
            (null, _) => [building],
            (_, null) => [active],
            _ => [active, building],
        };
    }

    /// <summary>The assignment of a role as last read; null when it has none.</summary>
    public EncoderAssignment? Assignment(EncoderRole role) => (snapshot ?? Reload()).Of(role);

    /// <summary>The encoder of that name; null when its model cannot be loaded or has become another one. See <see cref="Problem(EncoderName)"/>.</summary>
    public Encoder? Find(EncoderName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = Load(name.Model);
        return found.Encoder?.Id == name.Id ? found.Encoder : null;
    }

    /// <summary>The encoder that a model's name stands for now.</summary>
    /// <exception cref="EncoderLoadException">It cannot be loaded.</exception>
    public Encoder Find(string model) => Load(model) is { Encoder: { } encoder } ? encoder : throw new EncoderLoadException(Load(model).Problem);

    /// <summary>Why the model of that name cannot be loaded; null when it can.</summary>
    public string? Problem(string model) => Load(model).Problem;

    /// <summary>Why an encoder cannot be used; null when it can.</summary>
    public string? Problem(EncoderName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = Load(name.Model);
        return found.Encoder is null ? found.Problem
            : found.Encoder.Id == name.Id ? null
            : $"The model {name.Model} is another one now ({found.Encoder.Id}); the vectors are of {name.Id}.";
    }

    /// <summary>Reads the assignments again.</summary>
    public void Refresh() => Reload();

    /// <summary>Disposes of the generators that it loaded.</summary>
    public void Dispose()
    {
        lock (byId)
        {
            foreach (var encoder in byId.Values)
            {
                encoder.Text?.Dispose();
                encoder.Image?.Dispose();
            }

            byId.Clear();
        }
    }

    private Snapshot Reload()
    {
        var readAt = time.GetTimestamp();
        var assignments = loader is null ? [] : store.Read().Where(assignment => options.Of(assignment.Role) is not null);
        return snapshot = new Snapshot(assignments.ToFrozenDictionary(assignment => assignment.Role), readAt);
    }

    // Lazy, so that a model that takes long to load holds up nobody who asks for another.
    private Loaded Load(string model) => loaded.GetOrAdd(model, name => new Lazy<Loaded>(() => LoadNow(name))).Value;

    private Loaded LoadNow(string model)
    {
        if (loader is null) return new Loaded(null, "This process loads no encoders.");
        try
        {
            var encoder = Share(loader.Load(model));
            LogLoaded(model, encoder.Id, encoder.Dimensions);
            return new Loaded(encoder, null);
        }
        catch (EncoderLoadException failure)
        {
            LogFailed(model, failure.Message);
            return new Loaded(null, failure.Message);
        }
    }

    // Two names of one model share it: the second copy goes.
    private Encoder Share(Encoder encoder)
    {
        lock (byId)
        {
            if (byId.TryAdd(encoder.Id, encoder)) return encoder;
        }

        encoder.Text?.Dispose();
        encoder.Image?.Dispose();
        lock (byId) return byId[encoder.Id];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the encoder {Model}: {Id}, {Dimensions} dimensions")]
    private partial void LogLoaded(string model, string? id, int dimensions);

    [LoggerMessage(Level = LogLevel.Error, Message = "The encoder {Model} cannot be used: {Problem}")]
    private partial void LogFailed(string model, string problem);

    private sealed record Loaded(Encoder? Encoder, string? Problem);

    private sealed record Snapshot(FrozenDictionary<EncoderRole, EncoderAssignment> Assignments, long ReadAt)
    {
        public EncoderAssignment? Of(EncoderRole role) => Assignments.GetValueOrDefault(role);
    }
}
