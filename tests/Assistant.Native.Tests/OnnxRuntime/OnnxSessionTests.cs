using Assistant.Evals.Bench.Onnx;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Native.Tests.OnnxRuntime;

public sealed class OnnxSessionTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("assistant-onnx-").FullName, "model.onnx");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [RequiresOnnxRuntimeFact]
    public void A_model_declares_its_inputs_and_outputs()
    {
        using var session = Product();

        Assert.Equal(("x", OnnxElementType.Float32), (session.Inputs[0].Name, session.Inputs[0].Type));
        Assert.Equal([-1, 3], session.Inputs[0].Dimensions);
        Assert.Equal([-1, 2], Assert.Single(session.Outputs).Dimensions);
    }

    [RequiresOnnxRuntimeFact]
    public void A_run_multiplies_as_plain_code_does_and_reads_the_callers_memory_in_place()
    {
        using var session = Product();
        var x = new float[] { 1, 2, 3, 4, 5, 6 };
        using var input = OnnxTensor.Over<float>(session.Library, x, 2, 3);

        for (var round = 0; round < 2; round++)
        {
            using var result = session.Run([input], 0);
            // w[row, column] = 2 row + column.
            var expected = Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 3).Sum(k => x[i / 2 * 3 + k] * (2 * k + i % 2))).ToArray();
            Assert.Equal([2, 2], result.Shape);
            Assert.Equal(expected, result.Elements<float>().ToArray());
            x[4] = -7;
        }
    }

    [RequiresOnnxRuntimeFact]
    public void Wrong_shapes_and_types_are_errors_in_the_engines_words()
    {
        using var session = Product();
        using var narrow = OnnxTensor.Over<float>(session.Library, new float[4], 2, 2);
        using var whole = OnnxTensor.Over<long>(session.Library, new long[6], 2, 3);

        var shape = Assert.Throws<OnnxRuntimeException>(() => session.Run([narrow], 0));
        Assert.Equal(OnnxRuntimeErrorCode.InvalidArgument, shape.Code);
        Assert.Contains("x", shape.Message, StringComparison.Ordinal);
        Assert.Equal(OnnxRuntimeErrorCode.InvalidArgument, Assert.Throws<OnnxRuntimeException>(() => session.Run([whole], 0)).Code);
        Assert.Throws<ArgumentException>(() => session.Run([], 0));
        Assert.Throws<InvalidOperationException>(() => whole.Elements<float>().Length);
        Assert.Throws<ArgumentException>(() => OnnxTensor.Over<float>(session.Library, new float[3], 2, 2));
    }

    [RequiresOnnxRuntimeFact]
    public void Files_that_are_no_models_are_errors()
    {
        var library = OnnxRuntimeLibrary.Open();
        File.WriteAllBytes(file, [.. Enumerable.Range(0, 4_000).Select(i => (byte)(i * 7))]);

        Assert.Equal(OnnxRuntimeErrorCode.InvalidProtobuf, Assert.Throws<OnnxRuntimeException>(() => new OnnxSession(library, file)).Code);
        Assert.Equal(OnnxRuntimeErrorCode.NoSuchFile, Assert.Throws<OnnxRuntimeException>(() => new OnnxSession(library, file + ".missing")).Code);
    }

    [RequiresOnnxRuntimeFact]
    public async Task A_run_that_would_never_end_is_stopped_by_its_token()
    {
        Endless().Save(file);
        using var session = new OnnxSession(OnnxRuntimeLibrary.Open(), file);
        using var input = OnnxTensor.Over<float>(session.Library, new float[1], 1);
        using var stop = new CancellationTokenSource();

        var running = Task.Factory.StartNew(() => session.Run([input], 0, stop.Token).Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(running, Task.Delay(200));
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(3)));
    }

    [RequiresOnnxRuntimeFact]
    public void A_model_whose_shapes_explode_meets_the_memory_limit()
    {
        // 12 GB of floats, over the limit of 4 GB.
        var model = new OnnxModelWriter().Input("x", OnnxModelWriter.Float, "1").Output("y", OnnxModelWriter.Float, "n");
        model.Node("Mul", [model.Node("Expand", ["x", model.Numbers(false, 3_000_000_000)]), "x"], "y");
        model.Save(file);
        using var session = new OnnxSession(OnnxRuntimeLibrary.Open(), file);
        using var input = OnnxTensor.Over<float>(session.Library, new float[1], 1);

        Assert.Contains("memory", Assert.Throws<OnnxRuntimeException>(() => session.Run([input], 0)).Message, StringComparison.OrdinalIgnoreCase);
    }

    private OnnxSession Product()
    {
        var model = new OnnxModelWriter().Input("x", OnnxModelWriter.Float, "batch", "3").Output("y", OnnxModelWriter.Float, "batch", "2");
        model.Node("MatMul", ["x", model.Weights([3, 2], i => i)], "y");
        model.Save(file);
        return new OnnxSession(OnnxRuntimeLibrary.Open(), file);
    }

    private static OnnxModelWriter Endless()
    {
        const int boolean = 9;
        var body = new OnnxModelWriter().Input("i", OnnxModelWriter.Int64).Input("go", boolean).Input("a", OnnxModelWriter.Float, "1")
            .Output("go2", boolean).Output("a2", OnnxModelWriter.Float, "1");
        body.Node("Identity", ["go"], "go2");
        body.Node("Add", ["a", "a"], "a2");
        var model = new OnnxModelWriter().Input("x", OnnxModelWriter.Float, "1").Output("y", OnnxModelWriter.Float, "1");
        model.Node("Loop", [model.Numbers(true, long.MaxValue), "", "x"], "y", attributes: [("body", body.ToGraph())]);
        return model;
    }
}
