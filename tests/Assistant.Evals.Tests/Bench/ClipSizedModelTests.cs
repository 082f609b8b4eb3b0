using Assistant.Core.Retrieval;
using Assistant.Evals.Bench.Onnx;
using Assistant.Inference.Encoders;
using Assistant.Native.OnnxRuntime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Evals.Tests.Bench;

public sealed class ClipSizedModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-clip-sized-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [RequiresOnnxRuntimeFact]
    public async Task The_random_model_loads_and_tells_texts_apart()
    {
        ClipSizedModel.Write(folder, layers: 1);
        var encoder = new EncoderModels(Options.Create(new EncoderEngineOptions()), NullLogger<EncoderModels>.Instance).Load(folder);
        using var text = encoder.Text!;
        using var image = encoder.Image!;
        var vectors = await text.GenerateAsync(["a boat", "a boat", "a lighthouse on a rock"], EncoderInput.Passage);

        Assert.Equal(512, encoder.Dimensions);
        Assert.Equal(vectors[0].Vector.ToArray(), vectors[1].Vector.ToArray());
        Assert.NotEqual(vectors[0].Vector.ToArray(), vectors[2].Vector.ToArray());
    }

    /// <summary>Skips by name where ONNX Runtime is not installed.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RequiresOnnxRuntimeFactAttribute : FactAttribute
    {
        public RequiresOnnxRuntimeFactAttribute()
        {
            try
            {
                OnnxRuntimeLibrary.Open();
            }
            catch (DllNotFoundException missing)
            {
                Skip = missing.Message;
            }
        }
    }
}
