using System.Globalization;

namespace Assistant.ModelProbe;

/// <summary>What the process was asked to load, from its arguments.</summary>
/// <param name="Model">The model file.</param>
/// <param name="Library">File of the ONNX Runtime, or folder of the llama.cpp, to load it with.</param>
/// <param name="MemoryBytes">Limit of its memory.</param>
/// <param name="ProcessorTime">Limit of its processor time.</param>
/// <param name="Shapes">Sizes of the inputs of the one run, by name.</param>
internal sealed record ProbeRequest(string Model, string Library, long MemoryBytes, TimeSpan ProcessorTime, IReadOnlyDictionary<string, long[]> Shapes)
{
    /// <summary>Reads <c>MODEL LIBRARY MEGABYTES SECONDS [INPUT=1x2x3 …]</c>; null when the arguments are others.</summary>
    internal static ProbeRequest? Parse(string[] arguments)
    {
        if (arguments.Length < 4 || !long.TryParse(arguments[2], CultureInfo.InvariantCulture, out var megabytes) || !int.TryParse(arguments[3], CultureInfo.InvariantCulture, out var seconds)) return null;
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var argument in arguments[4..])
        {
            var equals = argument.LastIndexOf('=');
            if (equals < 1) return null;
            var sizes = argument[(equals + 1)..].Split('x');
            var shape = new long[sizes.Length];
            for (var i = 0; i < sizes.Length; i++)
                if (!long.TryParse(sizes[i], CultureInfo.InvariantCulture, out shape[i]) || shape[i] < 1) return null;
            shapes[argument[..equals]] = shape;
        }

        return new ProbeRequest(arguments[0], arguments[1], megabytes << 20, TimeSpan.FromSeconds(seconds), shapes);
    }
}
