namespace Assistant.Native.LlamaCpp;

/// <summary>Writes a model in another number format.</summary>
public static class LlamaQuantizer
{
    private const string Partial = ".partial";

    /// <summary>Quantizes a file; blocks while it works. The output appears under its name when it is whole.</summary>
    /// <param name="library">The engine.</param>
    /// <param name="input">A GGUF file, best of 16- or 32-bit floats.</param>
    /// <param name="output">File to write; one that is there is replaced.</param>
    /// <param name="type">Format of its matrices.</param>
    /// <param name="threads">Threads; 0 for all processors.</param>
    /// <param name="requantize">Also takes a file that is quantized already, whose losses add up.</param>
    /// <exception cref="FileNotFoundException">There is no such input.</exception>
    /// <exception cref="LlamaException">The engine refused or failed; the message says why.</exception>
    public static void Quantize(LlamaLibrary library, string input, string output, LlamaFileType type, int threads = 0, bool requantize = false)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (!File.Exists(input)) throw new FileNotFoundException($"There is no model file {input}.", input);
        if (!Enum.IsDefined(type)) throw new ArgumentOutOfRangeException(nameof(type), type, "Not a format to quantize to.");
        if (Path.GetFullPath(input) == Path.GetFullPath(output)) throw new ArgumentException("The output is the input.", nameof(output));
        var parameters = LlamaNative.llama_model_quantize_default_params();
        (parameters.Threads, parameters.FileType, parameters.AllowRequantize) = (threads, (int)type, LlamaModel.Byte(requantize));
        LlamaLog.CaptureErrors();
        var code = LlamaNative.llama_model_quantize(input, output + Partial, parameters);
        var errors = LlamaLog.TakeErrors();
        if (code == 0)
        {
            File.Move(output + Partial, output, overwrite: true);
            return;
        }

        File.Delete(output + Partial);
        throw new LlamaException($"{input} could not be quantized to {type}: {(errors.Length > 0 ? errors : "the engine gave no reason")}");
    }
}
