using Assistant.Native.LlamaCpp;
using Assistant.Native.OnnxRuntime;
using Assistant.Native.Processes;

namespace Assistant.ModelProbe;

/// <summary>
/// Loads an untrusted model file and runs it once, in a process of its own with limits, so that what a hostile file does to the
/// engine does not happen to the assistant. Exit code 0: it ran. 3: it was refused, the reason stands on standard output. 2: bad usage.
/// Everything else is a crash.
/// </summary>
internal static class Program
{
    private const int Ran = 0, BadUsage = 2, Refused = 3;

    private static int Main(string[] arguments)
    {
        if (ProbeRequest.Parse(arguments) is not { } request)
        {
            Console.Error.WriteLine("usage: Assistant.ModelProbe MODEL LIBRARY MEGABYTES SECONDS [INPUT=1x2x3 …]");
            return BadUsage;
        }

        try
        {
            ProcessLimits.Set(request.MemoryBytes, request.ProcessorTime);
            // Llama.cpp is a folder of libraries, ONNX Runtime is one file.
            if (Directory.Exists(request.Library)) LanguageModelTrial.Run(request);
            else Run(request);
            return Ran;
        }
        catch (Exception e) when (e is OnnxRuntimeException or LlamaException or InvalidDataException or DllNotFoundException or OutOfMemoryException or OverflowException)
        {
            Console.Out.WriteLine(e.Message.ReplaceLineEndings(" "));
            return Refused;
        }
    }

    private static void Run(ProbeRequest request)
    {
        var library = OnnxRuntimeLibrary.Open(request.Library, Math.Max(request.MemoryBytes, 1 << 20));
        using var session = new OnnxSession(library, request.Model, new OnnxSessionSettings { IntraOpThreads = 1, UseCuda = false });
        var inputs = new List<OnnxTensor>();
        try
        {
            foreach (var input in session.Inputs) inputs.Add(Fill(library, input, request.Shapes));
            for (var output = 0; output < session.Outputs.Count; output++) session.Run([.. inputs], output).Dispose();
        }
        finally
        {
            foreach (var input in inputs) input.Dispose();
        }
    }

    /// <summary>Ones of whole numbers are ids that every vocabulary has; a ramp of fractions is a picture that is not flat.</summary>
    private static OnnxTensor Fill(OnnxRuntimeLibrary library, OnnxValueInfo input, IReadOnlyDictionary<string, long[]> shapes)
    {
        if (!shapes.TryGetValue(input.Name, out var shape)) throw new InvalidDataException($"the model wants an input \"{input.Name}\" that nothing here gives");
        var count = checked((int)shape.Aggregate(1L, (product, size) => checked(product * size)));
        switch (input.Type)
        {
            case OnnxElementType.Int64:
                return OnnxTensor.Over<long>(library, Enumerable.Repeat(1L, count).ToArray(), shape);
            case OnnxElementType.Int32:
                return OnnxTensor.Over<int>(library, Enumerable.Repeat(1, count).ToArray(), shape);
            case OnnxElementType.Float32:
                return OnnxTensor.Over<float>(library, Enumerable.Range(0, count).Select(i => (i % 255) / 255f).ToArray(), shape);
            case OnnxElementType.Float16:
                return OnnxTensor.Over<Half>(library, Enumerable.Range(0, count).Select(i => (Half)((i % 255) / 255f)).ToArray(), shape);
            default:
                throw new InvalidDataException($"the input \"{input.Name}\" is of type {input.Type}");
        }
    }
}
