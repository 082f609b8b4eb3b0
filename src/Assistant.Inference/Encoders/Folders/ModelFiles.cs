using System.Text.Json;
using Assistant.Core.Encoders;

namespace Assistant.Inference.Encoders.Folders;

/// <summary>Reads files of one untrusted model folder: only inside it, no links that lead out, with limits of size.</summary>
internal sealed class ModelFiles
{
    // Settings; the tokenizer, whose vocabulary is large, is read by its own class.
    private const int LargestSettings = 4 << 20;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="EncoderLoadException">There is no such folder.</exception>
    internal ModelFiles(string folder)
    {
        if (!Directory.Exists(folder)) throw new EncoderLoadException($"There is no model folder {folder}.");
        Root = Path.GetFullPath(folder);
        Root = new DirectoryInfo(Root).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Root;
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
    }

    /// <summary>The folder, absolute.</summary>
    internal string Root { get; }

    /// <summary>Name of the folder, which is the model's.</summary>
    internal string Name { get; }

    /// <summary>Full path of a file of the folder; null when it would lie outside.</summary>
    internal string? Inside(string relative)
    {
        if (Path.IsPathRooted(relative) || relative.Contains('\\', StringComparison.Ordinal) || relative.Contains('\0', StringComparison.Ordinal)) return null;
        var parts = relative.Split('/', Path.DirectorySeparatorChar);
        if (parts.Any(part => part is "" or "." or "..")) return null;
        var path = Root;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is null) continue;
            var target = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            if (target?.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) != true) return null;
        }

        return path;
    }

    /// <summary>Whether the folder has this file itself, not by a link that leads out.</summary>
    internal bool Has(string relative) => Inside(relative) is { } path && File.Exists(path);

    /// <summary>Full path of a file that the model needs.</summary>
    /// <exception cref="EncoderLoadException">It is missing or leads out of the folder.</exception>
    internal string Need(string relative) =>
        Inside(relative) is not { } path ? throw Problem($"{relative} is a link that leads out of it. Copy the file into it.")
        : File.Exists(path) ? path
        : throw Problem($"it has no {relative}. Load the model anew, or copy the file into it.");

    /// <summary>Reads an object of settings; null when the file is missing.</summary>
    /// <exception cref="EncoderLoadException">It is damaged or too large.</exception>
    internal JsonElement? Settings(string relative)
    {
        if (Inside(relative) is { } where && !File.Exists(where)) return null;
        var path = Need(relative);
        if (new FileInfo(path).Length > LargestSettings) throw Problem($"{relative} is larger than {LargestSettings >> 20} MB.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Problem($"{relative} holds no JSON object.");
        }
        catch (JsonException e)
        {
            throw new EncoderLoadException($"The model {Name} cannot be used: {relative} is damaged: {e.Message}", e);
        }
    }

    /// <summary>The exception for a problem with this folder.</summary>
    internal EncoderLoadException Problem(string what, Exception? cause = null) => new($"The model {Name} cannot be used: {what}", cause);
}
