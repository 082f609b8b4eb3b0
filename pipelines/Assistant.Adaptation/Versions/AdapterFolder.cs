using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json;
using Assistant.Adaptation.Refresh;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Calibration;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Retrieval;

namespace Assistant.Adaptation.Versions;

/// <summary>
/// The versions on disk. A file is written beside its name, flushed to the disk and renamed, the adapter before its manifest before the
/// state, so that a crash or a full disk at any point leaves what served before. One process writes: the owner of the data directory.
/// </summary>
public sealed class AdapterFolder
{
    /// <summary>Versions kept for each direction and encoder: the one in force and those before it.</summary>
    public const int Kept = 5;

    private const string State = "state.json", Temporary = ".tmp";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly string path;
    private readonly Lock writing = new();

    /// <summary>Names the folder; it is made when something is written.</summary>
    public AdapterFolder(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        this.path = path;
    }

    /// <summary>Where it is.</summary>
    public string Folder => path;

    /// <summary>Removes what a crash left half written.</summary>
    public void Clean()
    {
        if (!Directory.Exists(path)) return;
        foreach (var file in Directory.EnumerateFiles(path, "*" + Temporary)) File.Delete(file);
        foreach (var file in Directory.EnumerateFiles(path, "*.adapter").Where(file => !File.Exists(Path.ChangeExtension(file, ".json")))) File.Delete(file);
    }

    /// <summary>Finds refreshes that a process which ended had begun, and sets what triggers go by back to before them: what was due is due again.</summary>
    /// <returns>What they were for, and when they began.</returns>
    public IReadOnlyList<(string Direction, DateTimeOffset? Began)> Abandon()
    {
        var left = ReadState().Slots.Where(slot => slot.BeforeRefresh is not null).ToList();
        if (left.Count > 0)
            Change(state => state with { Slots = [.. state.Slots.Select(slot => slot.BeforeRefresh is { } before ? slot with { SeenItems = before.SeenItems, TriedAt = before.TriedAt, BeforeRefresh = null } : slot)] });
        return [.. left.Select(slot => (slot.Direction, slot.TriedAt))];
    }

    /// <summary>Reads which versions serve.</summary>
    /// <exception cref="AdapterRefusedException">The file cannot be read.</exception>
    public AdapterSlots ReadState() => File.Exists(At(State)) ? Read<AdapterSlots>(State) : new AdapterSlots();

    /// <summary>Changes which versions serve.</summary>
    /// <returns>The new state.</returns>
    public AdapterSlots Change(Func<AdapterSlots, AdapterSlots> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (writing)
        {
            var changed = change(ReadState());
            Write(State, JsonSerializer.SerializeToUtf8Bytes(changed, Json));
            return changed;
        }
    }

    /// <summary>Takes the next name of a version.</summary>
    public string Name(string direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        var next = Change(state => state with { Next = state.Next + 1 }).Next - 1;
        return FormattableString.Invariant($"{direction}-{next:0000}");
    }

    /// <summary>Writes a version; its hash is put into the manifest.</summary>
    /// <param name="manifest">What is known of it.</param>
    /// <param name="adapter">The adapter; null for a version that was refused, and for weights of legs, which are in the manifest.</param>
    /// <returns>The manifest as written.</returns>
    public AdapterManifest Save(AdapterManifest manifest, IQueryAdapter? adapter)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (adapter is not null)
        {
            var bytes = AdapterCodec.Write(adapter);
            manifest = manifest with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
            Write(manifest.Version + ".adapter", bytes);
        }
        else if (manifest is { Weights: { } weights, Promoted: true })
        {
            manifest = manifest with { Sha256 = HashOf(weights.Bm25, weights.DenseText, weights.DenseImage) };
        }
        else if (manifest is { Calibration: { } calibration, Promoted: true })
        {
            manifest = manifest with { Sha256 = HashOf(calibration.Slope, calibration.Offset) };
        }

        try
        {
            Write(manifest.Version + ".json", JsonSerializer.SerializeToUtf8Bytes(manifest, Json));
            return manifest;
        }
        catch
        {
            File.Delete(At(manifest.Version + ".adapter"));
            throw;
        }
    }

    /// <summary>Every version, the oldest first, and what is wrong with manifests that cannot be read.</summary>
    public (IReadOnlyList<AdapterManifest> Versions, IReadOnlyList<string> Problems) List()
    {
        if (!Directory.Exists(path)) return ([], []);
        List<AdapterManifest> versions = [];
        List<string> problems = [];
        foreach (var file in Directory.EnumerateFiles(path, "*.json").Select(file => Path.GetFileName(file)).Where(file => file != State).Order(StringComparer.Ordinal))
        {
            try
            {
                versions.Add(ReadManifest(Path.GetFileNameWithoutExtension(file)));
            }
            catch (AdapterRefusedException refused)
            {
                problems.Add(refused.Message);
            }
        }

        return ([.. versions.OrderBy(version => version.CreatedAt).ThenBy(version => version.Version, StringComparer.Ordinal)], problems);
    }

    /// <summary>Reads the manifest of a version.</summary>
    /// <exception cref="AdapterRefusedException">There is none, it cannot be read, or it is of a newer format.</exception>
    public AdapterManifest ReadManifest(string version)
    {
        if (!IsName(version) || !File.Exists(At(version + ".json"))) throw new AdapterRefusedException($"there is no version \"{version}\"");
        var manifest = Read<AdapterManifest>(version + ".json");
        if (manifest.Format is < 1 or > AdapterManifest.NewestFormat) throw new AdapterRefusedException($"{version}.json is of format {manifest.Format}; this version reads up to {AdapterManifest.NewestFormat}");
        return manifest.Version == version ? manifest : throw new AdapterRefusedException($"{version}.json is the manifest of {manifest.Version}");
    }

    /// <summary>Reads the adapter of a version for an encoder.</summary>
    /// <param name="version">Its name.</param>
    /// <param name="direction">What it is to serve.</param>
    /// <param name="encoderId">Whose queries it is to move.</param>
    /// <exception cref="AdapterRefusedException">It is broken, is another one than its manifest says, or is for another direction or encoder.</exception>
    public IQueryAdapter Load(string version, string direction, string encoderId)
    {
        var manifest = ReadManifest(version, direction, encoderId);
        if (!File.Exists(At(version + ".adapter"))) throw new AdapterRefusedException($"the file {version}.adapter is gone");
        var bytes = File.ReadAllBytes(At(version + ".adapter"));
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != manifest.Sha256) throw new AdapterRefusedException($"{version}.adapter is not the file that its manifest names: its SHA-256 is another one");
        try
        {
            return AdapterCodec.Read(bytes, manifest.Dimensions);
        }
        catch (AdapterRefusedException refused)
        {
            throw new AdapterRefusedException($"{version}.adapter: {refused.Message}", refused);
        }
    }

    /// <summary>Reads the weights of a version for encoders.</summary>
    /// <param name="version">Its name.</param>
    /// <param name="direction">What they are to serve, as <see cref="FusionNames"/> writes it.</param>
    /// <param name="encoderId">The encoders that they are for.</param>
    /// <exception cref="AdapterRefusedException">They are not those that were written, are out of range, or are for another collection or other encoders.</exception>
    public LegWeights LoadWeights(string version, string direction, string encoderId)
    {
        var manifest = ReadManifest(version, direction, encoderId);
        if (manifest.Weights is not { } weights) throw new AdapterRefusedException($"{version}.json holds no weights");
        if (!Validator.TryValidateObject(weights, new ValidationContext(weights), null, validateAllProperties: true)) throw new AdapterRefusedException($"{version}.json holds weights that are not within 0 to 100");
        return HashOf(weights.Bm25, weights.DenseText, weights.DenseImage) == manifest.Sha256 ? weights : throw new AdapterRefusedException($"{version}.json does not hold the weights that were written: their SHA-256 is another one");
    }

    /// <summary>Reads the calibration of a version for an encoder.</summary>
    /// <exception cref="AdapterRefusedException">It is not the one that was written, does not rise, or is for another encoder.</exception>
    public ScoreCalibration LoadCalibration(string version, string encoderId)
    {
        var manifest = ReadManifest(version, CalibrationRefresh.Name, encoderId);
        if (manifest.Calibration is not { IsSound: true } calibration) throw new AdapterRefusedException($"{version}.json holds no calibration that rises with the score");
        return HashOf(calibration.Slope, calibration.Offset) == manifest.Sha256 ? calibration : throw new AdapterRefusedException($"{version}.json does not hold the calibration that was written: its SHA-256 is another one");
    }

    /// <summary>Says that a version can be used for what it is to serve.</summary>
    /// <exception cref="AdapterRefusedException">It cannot; see <see cref="Load"/> and <see cref="LoadWeights"/>.</exception>
    public void Check(string version, string direction, string encoderId)
    {
        if (direction == CalibrationRefresh.Name) LoadCalibration(version, encoderId);
        else if (FusionNames.CollectionOf(direction) is null) Load(version, direction, encoderId);
        else LoadWeights(version, direction, encoderId);
    }

    /// <summary>What serves, with a version in the place of its like: to try it without letting it serve.</summary>
    /// <exception cref="AdapterRefusedException">There is no such version, or it cannot be used.</exception>
    public AdapterSnapshot With(AdapterSnapshot serving, string version)
    {
        ArgumentNullException.ThrowIfNull(serving);
        var manifest = ReadManifest(version);
        if (FusionNames.CollectionOf(manifest.Direction) is { } collection)
        {
            var weights = new ServedWeights(collection, manifest.EncoderId, version, LoadWeights(version, manifest.Direction, manifest.EncoderId));
            return new AdapterSnapshot(serving.Adapters, [.. serving.Weights.Where(other => (other.Collection, other.EncoderId) != (collection, manifest.EncoderId)), weights], serving.Calibrations);
        }

        if (manifest.Direction == CalibrationRefresh.Name)
        {
            var calibration = new ServedCalibration(manifest.EncoderId, version, LoadCalibration(version, manifest.EncoderId));
            return new AdapterSnapshot(serving.Adapters, serving.Weights, [.. serving.Calibrations.Where(other => other.EncoderId != manifest.EncoderId), calibration]);
        }

        var direction = DirectionNames.Parse(manifest.Direction) ?? throw new AdapterRefusedException($"{version} serves {manifest.Direction}, which is no direction");
        var adapter = new ServedAdapter(direction, manifest.EncoderId, version, Load(version, manifest.Direction, manifest.EncoderId));
        return new AdapterSnapshot([.. serving.Adapters.Where(other => (other.Direction, other.EncoderId) != (direction, manifest.EncoderId)), adapter], serving.Weights, serving.Calibrations);
    }

    /// <summary>Removes a version with its manifest.</summary>
    public void Remove(string version)
    {
        if (!IsName(version)) return;
        File.Delete(At(version + ".adapter"));
        File.Delete(At(version + ".json"));
    }

    private AdapterManifest ReadManifest(string version, string direction, string encoderId)
    {
        var manifest = ReadManifest(version);
        if (manifest.Direction != direction) throw new AdapterRefusedException($"{version} serves {manifest.Direction}, not {direction}");
        if (manifest.EncoderId != encoderId) throw new AdapterRefusedException($"{version} is for the encoder {manifest.EncoderId}, not for {encoderId}");
        return manifest.Sha256 is null ? throw new AdapterRefusedException($"{version} has no file: {string.Join("; ", manifest.Reasons)}") : manifest;
    }

    private static string HashOf(params ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static bool IsName(string version) => version.Length is > 0 and <= 64 && version.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private string At(string file) => Path.Combine(path, file);

    private T Read<T>(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(At(file)), Json) ?? throw new AdapterRefusedException($"{file} is empty");
        }
        catch (JsonException error)
        {
            throw new AdapterRefusedException($"{file} is broken: {error.Message}", error);
        }
    }

    private void Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(path);
        var temporary = At(file + Temporary);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, At(file), overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw;
        }
    }
}
