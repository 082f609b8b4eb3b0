using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Inference.Encoders.Folders;
using Assistant.Inference.Encoders.Probing;
using Assistant.Inference.Encoders.Towers;
using Assistant.Inference.Images;
using Assistant.Inference.Tokenizers;
using Assistant.Native.OnnxRuntime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Encoders;

/// <summary>
/// Loads encoders from folders in the hub's layout: CLIP, SigLIP and MobileCLIP (<c>onnx/text_model.onnx</c>, <c>onnx/vision_model.onnx</c>)
/// and text models of BERT kind (<c>onnx/model.onnx</c>). Folders are untrusted: files are checked, and a model that was not seen before
/// is loaded in a process of its own first. Thread-safe.
/// </summary>
public sealed partial class EncoderModels(IOptions<EncoderEngineOptions> options, ILogger<EncoderModels> logger)
{
    private const int LargestSide = 4_096;
    private readonly EncoderEngineOptions options = options.Value;
    private int toldDevice;

    /// <summary>Loads a model; takes as long as reading its weights, longer at the first time.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="cancellationToken">Ends a trial of a new model.</param>
    /// <returns>The encoder. The caller disposes its generators, each of which owns its half of the model.</returns>
    /// <exception cref="EncoderLoadException">The folder is missing, incomplete, damaged or not allowed, or the engine is missing.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Encoder Load(string folder, CancellationToken cancellationToken = default) => Load(folder, trusted: false, cancellationToken);

    /// <summary>Loads a model; one that comes with the program need not be tried elsewhere first.</summary>
    internal Encoder Load(string folder, bool trusted, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var library = Open();
        var model = new EncoderFolder(folder, options);
        TextTower? text = null;
        ImageTower? image = null;
        try
        {
            text = model.Text is null ? null : LoadText(library, model, model.Text, trusted, cancellationToken);
            image = model.Image is null ? null : LoadImage(library, model, model.Image, trusted, cancellationToken);
            return Join(model, text, image, cancellationToken);
        }
        catch
        {
            text?.Dispose();
            image?.Dispose();
            throw;
        }
    }

    private OnnxRuntimeLibrary Open()
    {
        try
        {
            return OnnxRuntimeLibrary.Open(options.OnnxRuntimeLibrary, (long)options.MemoryMegabytes << 20);
        }
        catch (DllNotFoundException e)
        {
            throw new EncoderLoadException(e.Message, e);
        }
    }

    private TextTower LoadText(OnnxRuntimeLibrary library, EncoderFolder model, ModelFile file, bool trusted, CancellationToken cancellationToken)
    {
        model.Files.Need("tokenizer.json");
        return LoadTower<TextTower>(model, file, () =>
        {
            var tokenizer = Tokenizer.Load(model.Files.Root);
            var reading = new TextReading(tokenizer.Encode, tokenizer.PadId, tokenizer.MaxLength, tokenizer.FixedLength);
            var settings = TextSettings.Read(model);
            var ownPooling = !Path.GetFileName(file.Relative).StartsWith("text_model", StringComparison.Ordinal);
            return (TextTower.Shapes(file, reading), sessions => new TextTower(sessions, reading, settings, ownPooling));
        }, library, trusted, cancellationToken);
    }

    private ImageTower LoadImage(OnnxRuntimeLibrary library, EncoderFolder model, ModelFile file, bool trusted, CancellationToken cancellationToken)
    {
        model.Files.Need("preprocessor_config.json");
        return LoadTower<ImageTower>(model, file, () =>
        {
            var preprocessor = ImagePreprocessor.Load(model.Files.Root);
            if (preprocessor.Height is < 1 or > LargestSide || preprocessor.Width is < 1 or > LargestSide)
                throw new InvalidDataException($"preprocessor_config.json asks for pictures of {preprocessor.Width} x {preprocessor.Height}; a side may have {LargestSide}");
            var reading = new PixelReading(preprocessor.Height, preprocessor.Width, preprocessor.Read);
            return (ImageTower.Shapes(reading), sessions => new ImageTower(sessions, reading));
        }, library, trusted, cancellationToken);
    }

    /// <summary>Reads the settings of a tower, tries its model elsewhere, loads it here; what fails names the file.</summary>
    private TTower LoadTower<TTower>(EncoderFolder model, ModelFile file, Func<(IReadOnlyList<(string, IReadOnlyList<long>)> Shapes, Func<TowerSessions, TTower> Make)> prepare, OnnxRuntimeLibrary library, bool trusted, CancellationToken cancellationToken)
    {
        TowerSessions? sessions = null;
        try
        {
            var (shapes, make) = prepare();
            if (!trusted) new ModelTrial(library, options).Require(model.Files, file, shapes, cancellationToken);
            sessions = new TowerSessions(library, file, options);
            TellDevice(sessions);
            return make(sessions);
        }
        catch (Exception e) when (e is InvalidDataException or OnnxRuntimeException or ModelFormatException or IOException)
        {
            sessions?.Dispose();
            throw model.Files.Problem($"{file.Relative}: {e.Message}", e);
        }
        catch
        {
            sessions?.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a sample with each tower: what cannot do that is no encoder.</summary>
    private Encoder Join(EncoderFolder model, TextTower? text, ImageTower? image, CancellationToken cancellationToken)
    {
        int? ofTexts, ofPictures;
        try
        {
            ofTexts = text?.Encode(new TextInput("a photo of a cat", true), cancellationToken).Length;
            ofPictures = image?.EncodeSample(cancellationToken).Length;
        }
        catch (Exception e) when (e is InvalidDataException or OnnxRuntimeException)
        {
            throw model.Files.Problem($"a sample could not be encoded: {e.Message}", e);
        }

        if (ofTexts is not null && ofPictures is not null && ofTexts != ofPictures)
            throw model.Files.Problem($"its texts have {ofTexts} dimensions and its pictures {ofPictures}; they do not share a space.");
        var dimensions = ofTexts ?? ofPictures ?? throw new InvalidOperationException("A folder without towers was accepted.");
        return new Encoder(model.Id, dimensions)
        {
            Text = text is null ? null : new TextGenerator(text, model.Id, dimensions, options),
            Image = image is null ? null : new ImageGenerator(image, model.Id, dimensions, options),
        };
    }

    private void TellDevice(TowerSessions sessions)
    {
        if (Interlocked.Exchange(ref toldDevice, 1) != 0) return;
        if (sessions.CudaProblem is { } problem) LogNoCuda(sessions.Library.Version, sessions.Library.Path, problem);
        else LogDevice(sessions.Library.Version, sessions.Library.Path, sessions.OnCuda ? "a CUDA device" : "the processor");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Encoders run on {Device} with ONNX Runtime {Version} ({Path})")]
    private partial void LogDevice(string version, string path, string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Encoders run on the processor: ONNX Runtime {Version} ({Path}) was built with CUDA but could not use it: {Problem}")]
    private partial void LogNoCuda(string version, string path, string problem);
}
